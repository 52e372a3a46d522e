// The builder is drawn anew after each choice. Whoever typed on meanwhile finds it where it was typed.

const typedIn = (form) =>
  new Map([...form.querySelectorAll("input[id], textarea[id]")].map((field) => [field.id, field.value]));
const isBuilder = (element) => element?.id === "rule";

let sent = new Map();
let later = [];

document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (isBuilder(detail.target)) sent = typedIn(detail.target);
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (isBuilder(detail.target)) later = [...typedIn(detail.target)].filter(([id, text]) => sent.get(id) !== text);
});

document.addEventListener("htmx:load", ({ detail }) => {
  if (!isBuilder(detail.elt)) return;
  for (const [id, text] of later) {
    const field = document.getElementById(id);
    if (field?.matches("input, textarea")) field.value = text;
  }
  later = [];
});

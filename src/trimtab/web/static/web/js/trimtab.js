// Refines pages that work without it: forms that send themselves, keys, popovers that close.

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submits]");
  if (form) form.requestSubmit();
});

document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.menu[open], details.about[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

const isTyping = (element) => element.closest("input, select, textarea, [contenteditable]");
const rows = () => [...document.querySelectorAll("main tbody tr:has(a[href])")];
let awaitsPlace = false;

function step(by) {
  const all = rows();
  const now = all.findIndex((row) => row.classList.contains("is-current"));
  const next = all[Math.min(Math.max(now + by, 0), all.length - 1)];
  if (!next) return;
  if (now >= 0) all[now].classList.remove("is-current");
  next.classList.add("is-current");
  next.querySelector("a[href]").focus();
  next.scrollIntoView({ block: "nearest" });
}

const keys = {
  "/": () => document.getElementById("search")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
  j: () => step(1),
  k: () => step(-1),
  e: () => document.querySelector("a[data-edit]")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const open of document.querySelectorAll("details.menu[open], details.about[open]")) open.open = false;
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (awaitsPlace) {
    awaitsPlace = false;
    document.querySelector(`a[data-go="${CSS.escape(event.key)}"]`)?.click();
    return;
  }
  if (event.key === "g") {
    awaitsPlace = true;
    return;
  }
  const act = keys[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

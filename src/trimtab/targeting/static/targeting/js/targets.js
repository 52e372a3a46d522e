// Moves cards by mouse and touch: a drop fills in the card's own form and sends it. Without this script the form does it.

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const board = document.getElementById("targets");

for (const column of board?.querySelectorAll(".column") ?? []) {
  window.Sortable.create(column.querySelector(".cards"), {
    group: "targets",
    sort: false,
    draggable: ".card[data-moves]",
    filter: "form, form *",
    preventOnFilter: false,
    delay: 200,
    delayOnTouchOnly: true,
    forceFallback: true,
    fallbackOnBody: true,
    fallbackTolerance: 4,
    animation: calm ? 0 : 120,
    ghostClass: "is-ghost",
    onMove: ({ to }) => {
      for (const one of board.querySelectorAll(".column")) one.classList.toggle("is-over", one.contains(to));
    },
    onEnd: ({ item, from, to }) => {
      for (const one of board.querySelectorAll(".column")) one.classList.remove("is-over");
      if (from === to) return;
      const form = item.querySelector("form.move");
      form.elements.step.value = to.closest(".column").dataset.column;
      form.requestSubmit();
    },
  });
}
board?.classList.add("is-live");

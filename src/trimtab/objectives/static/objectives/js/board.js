// Moves cards of the board of actions by mouse and touch; the site answers with the whole board as it is then. Without
// this script, and by keyboard, "Move" on a card holds buttons that do the same.

const holder = () => document.getElementById("actions-board");
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

function send(card, column) {
  const board = card.closest(".board");
  const values = { status: column.dataset.status, seen_at: card.dataset.seen, board: board.dataset.query };
  const address = board.dataset.moves.replace("/0/", `/${card.id.replace("card-", "")}/`);
  window.htmx.ajax("POST", address, { source: card, target: holder(), swap: "outerHTML", values });
}

function begin() {
  for (const list of document.querySelectorAll(".action-board .cards")) {
    window.Sortable.create(list, {
      group: "actions",
      sort: false,
      draggable: ".card[data-seen]",
      filter: "details, form, button",
      preventOnFilter: false,
      delay: 200,
      delayOnTouchOnly: true,
      forceFallback: true,
      fallbackOnBody: true,
      fallbackTolerance: 4,
      animation: calm ? 0 : 120,
      ghostClass: "is-ghost",
      onEnd: ({ item, from, to }) => {
        if (from !== to) send(item, to.closest(".column"));
      },
    });
  }
  document.querySelector(".action-board")?.classList.add("is-live");
}

document.addEventListener("htmx:beforeSwap", (event) => {
  // A refusal, too, brings the board as it is and the reason.
  const { xhr, target } = event.detail;
  if (xhr.status === 403 && target?.id === "actions-board") {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:afterSwap", begin);
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    if (event.detail.target?.id === "actions-board") location.reload();
  });
}
begin();

// Moves cards of a board (components/card_board.html) by mouse, touch and keyboard. Each move is posted, and the site
// answers with the board as it is then. Without this script the handle on a card opens a page that asks the same.

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
let lifted = null;
let returning = null;
let draggedAt = -Infinity;
const begun = new WeakSet();

const boards = () => [...document.querySelectorAll("[data-card-board]")];
const boardOf = (element) => element.closest("[data-card-board]");
const cellsOf = (board) => [...board.querySelectorAll(".cell")];
const cellOf = (card) => card.closest(".cell");
const nameOf = (card) => card.querySelector("a").textContent.trim();
const indexOf = (card) => [...card.parentElement.children].indexOf(card);

function say(board, kind, words) {
  const text = board.dataset[kind].replace(/{(\w+)}/g, (_whole, word) => words[word]);
  board.querySelector("[data-board-said]").textContent = text;
  return text;
}

const placeOf = (card) => ({
  name: nameOf(card), lane: cellOf(card).dataset.laneName, column: cellOf(card).dataset.columnName, place: indexOf(card) + 1,
});

function send(card) {
  const board = boardOf(card);
  const { lane, column } = cellOf(card).dataset;
  const values = { lane, column, before: card.nextElementSibling?.dataset.key ?? "", seen: card.dataset.seen };
  say(board, "dropped", placeOf(card));
  returning = { card: card.id };
  window.htmx.ajax("POST", card.dataset.moves, { source: card, target: `#${board.id}`, swap: "outerHTML", values });
}

// Mouse and touch.
function begin(board) {
  board.classList.add("is-live");
  if (begun.has(board)) return;
  begun.add(board);
  for (const cell of cellsOf(board)) {
    window.Sortable.create(cell, {
      group: board.id,
      draggable: ".card-item[data-moves]",
      filter: "form, form *, input, .add",
      preventOnFilter: false,
      delay: 200,
      delayOnTouchOnly: true,
      forceFallback: true,
      fallbackOnBody: true,
      fallbackTolerance: 4,
      animation: calm ? 0 : 120,
      ghostClass: "is-ghost",
      onMove: ({ to }) => cellsOf(board).forEach((one) => one.classList.toggle("is-over", one === to)),
      onEnd: ({ item, from, to, oldIndex, newIndex }) => {
        draggedAt = performance.now();
        cellsOf(board).forEach((one) => one.classList.remove("is-over"));
        if (from !== to || oldIndex !== newIndex) send(item);
      },
    });
  }
}
document.addEventListener("click", (event) => {
  // The release of the mouse at the end of a drag is no click.
  if (performance.now() - draggedAt < 100 && event.target.closest(".card-item")) event.preventDefault();
}, true);

// Keyboard.
function lift(handle) {
  const card = handle.closest(".card-item");
  lifted = { card, handle, cell: cellOf(card), next: card.nextElementSibling, moving: false };
  card.classList.add("is-lifted");
  handle.setAttribute("aria-pressed", "true");
  say(boardOf(card), "lifted", placeOf(card));
}

function put(cell, before) {
  lifted.moving = true;
  cell.insertBefore(lifted.card, before ?? null);
  lifted.handle.focus();
  lifted.handle.scrollIntoView({ block: "nearest", inline: "nearest" });
  lifted.moving = false;
}

function carry({ across = 0, down = 0 }) {
  const { card } = lifted;
  const board = boardOf(card);
  const cell = cellOf(card);
  const [above, below] = [card.previousElementSibling, card.nextElementSibling];
  if (down < 0 && above) put(cell, above);
  else if (down > 0 && below) put(cell, below.nextElementSibling);
  else {
    const next = neighbour(board, cell, across, down);
    if (!next) return;
    put(next, down > 0 ? next.firstElementChild : null);
  }
  say(board, "over", placeOf(card));
}

function neighbour(board, cell, across, down) {
  const cells = cellsOf(board);
  const wide = cells.filter((one) => one.dataset.lane === cell.dataset.lane);
  if (across) return wide[wide.indexOf(cell) + across];
  return cells[cells.indexOf(cell) + down * wide.length];
}

function drop({ back }) {
  const { card, handle, cell, next } = lifted;
  const isMoved = cellOf(card) !== cell || card.nextElementSibling !== next;
  card.classList.remove("is-lifted");
  handle.setAttribute("aria-pressed", "false");
  if (back) {
    put(cell, next);
    say(boardOf(card), "back", placeOf(card));
  }
  lifted = null;
  if (!back && isMoved) send(card);
}

const forward = () => (document.documentElement.dir === "rtl" ? -1 : 1);
const carried = {
  ArrowRight: () => carry({ across: forward() }),
  ArrowLeft: () => carry({ across: -forward() }),
  ArrowDown: () => carry({ down: 1 }),
  ArrowUp: () => carry({ down: -1 }),
  Enter: () => drop({ back: false }),
  " ": () => drop({ back: false }),
  Escape: () => drop({ back: true }),
  Tab: () => drop({ back: true }),
};

document.addEventListener("keydown", (event) => {
  const handle = event.target.closest?.(".card-item[data-moves] .handle");
  if (!handle) return;
  if (lifted && carried[event.key]) {
    event.preventDefault();
    event.stopPropagation();
    carried[event.key]();
  } else if (!lifted && event.key === " ") {
    event.preventDefault();
    lift(handle);
  }
}, true);
document.addEventListener("focusout", () => {
  if (lifted && !lifted.moving) drop({ back: true });
});

// Answers.
document.addEventListener("htmx:beforeSwap", (event) => {
  // What dragging wrote into cards would be written into the new ones, which the content policy refuses.
  for (const one of event.detail.target.querySelectorAll(".card-item[style]")) one.removeAttribute("style");
  // A refusal brings the board as it is, and the reason.
  if (event.detail.xhr.status === 403 && event.detail.xhr.responseText.includes("data-card-board")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
// A card can be taken as soon as it is seen. Settling writes the class of the board anew.
document.addEventListener("htmx:afterSwap", () => boards().forEach(begin));
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  boards().forEach(begin);
  // An earlier answer may settle after the card was sent: it does not bring this card.
  if (!returning || detail.requestConfig?.elt.id !== returning.card) return;
  document.querySelector(`#${CSS.escape(returning.card)} .handle`)?.focus({ preventScroll: true });
  returning = null;
});
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    const card = event.detail.elt?.closest?.(".card-item");
    if (!card) return;
    const notice = document.createElement("div");
    notice.className = "notice warning";
    const text = say(boardOf(card), "failed", placeOf(card));
    notice.append(Object.assign(document.createElement("p"), { textContent: text }));
    boardOf(card).querySelector("[data-board-notice]").replaceChildren(notice);
  });
}
boards().forEach(begin);

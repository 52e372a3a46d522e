// Moves cards by mouse, touch and keyboard. Where a card stands is said by the site (data-stage); what is dropped
// elsewhere goes back unless the answer says so. Without this script the button on a card opens a form that does the same.

const board = document.getElementById("board");
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
let lifted = null;
let draggedAt = -Infinity;

const columns = () => [...document.querySelectorAll(".board .column")];
const columnOf = (card) => card.closest(".column");
const listOf = (column) => column.querySelector(".cards");
const columnNamed = (stage) => columns().find((column) => column.dataset.column === stage);
const nameOf = (card) => card.querySelector("a").textContent;

function say(kind, words) {
  const text = board.dataset[kind].replace(/{(\w+)}/g, (_whole, word) => words[word]);
  document.getElementById("board-said").textContent = text;
  return text;
}

function tell(text) {
  const notice = document.createElement("div");
  notice.className = "notice warning";
  notice.append(Object.assign(document.createElement("p"), { textContent: text }));
  document.getElementById("board-notice").replaceChildren(notice);
}

// Open ones stand by the day they close, soonest first; closed ones latest first; without a day last.
function place(card, column) {
  const sign = column.classList.contains("is-open") ? 1 : -1;
  const beyond = (other) => {
    if (!card.dataset.order || !other.dataset.order) return Boolean(card.dataset.order) && !other.dataset.order;
    return other.dataset.order.localeCompare(card.dataset.order) * sign > 0;
  };
  const list = listOf(column);
  const next = [...list.children].find((other) => other !== card && (!other.matches(".card") || beyond(other)));
  list.insertBefore(card, next ?? null);
}

// After every answer: each card stands in the column that the site names, and columns without cards are folded.
function settle() {
  if (!board) return;
  for (const card of board.querySelectorAll("[data-stage]")) {
    const column = columnNamed(card.dataset.stage);
    if (column && column !== columnOf(card)) place(card, column);
  }
  for (const column of columns()) {
    column.classList.toggle("is-folded", !column.querySelector(".card:not([hidden])"));
    const tab = document.querySelector(`[data-shows="${column.dataset.column}"]`);
    const rows = column.querySelector("[data-rows] .count").textContent;
    if (tab) tab.textContent = `${column.dataset.name} ${rows}`;
  }
  for (const card of board.querySelectorAll("[data-fixed]")) card.draggable = true;
}

function choose(column) {
  for (const one of columns()) one.classList.toggle("is-chosen", one === column);
  for (const tab of document.querySelectorAll("[data-shows]")) {
    if (tab.dataset.shows === column.dataset.column) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

function send(card, column) {
  const values = { stage: column.dataset.column, seen_at: card.dataset.seen, board: board.dataset.query };
  say("dropped", { stage: column.dataset.name });
  const address = board.dataset.moves.replace("/0/", `/${card.id.replace("card-", "")}/`);
  window.htmx.ajax("POST", address, { source: card, target: card, swap: "outerHTML", values });
}

// Mouse and touch.
for (const column of columns()) {
  window.Sortable.create(listOf(column), {
    group: "board",
    sort: false,
    draggable: ".card[data-seen]",
    filter: "form, form *, button",
    preventOnFilter: false,
    delay: 200,
    delayOnTouchOnly: true,
    forceFallback: true,
    fallbackOnBody: true,
    fallbackTolerance: 4,
    animation: calm ? 0 : 120,
    ghostClass: "is-ghost",
    onMove: ({ to }) => columns().forEach((one) => one.classList.toggle("is-over", listOf(one) === to)),
    onEnd: ({ item, from, to }) => {
      draggedAt = performance.now();
      columns().forEach((one) => one.classList.remove("is-over"));
      if (from !== to) send(item, columnOf(item));
    },
  });
}
document.addEventListener("click", (event) => {
  // The release of the mouse at the end of a drag is no click.
  if (performance.now() - draggedAt < 100 && event.target.closest(".card")) event.preventDefault();
}, true);
document.addEventListener("dragstart", (event) => {
  const fixed = event.target.closest?.("[data-fixed]");
  if (!fixed) return;
  event.preventDefault();
  tell(fixed.dataset.fixed);
});

// The form on the card.
document.addEventListener("click", (event) => {
  const button = event.target.closest('.card button[form="pick"]');
  if (!button) return;
  event.preventDefault();
  const asked = new URLSearchParams(new FormData(button.form));
  asked.set("card", button.value);
  const card = button.closest(".card");
  window.htmx.ajax("GET", `${button.form.action}?${asked}`, { source: card, target: card, swap: "outerHTML" });
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismisses]")) document.getElementById("board-notice").replaceChildren();
  const tab = event.target.closest("[data-shows]");
  if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  choose(columnNamed(tab.dataset.shows));
});

// Keyboard.
function carry(by) {
  const all = columns();
  const next = all[all.indexOf(columnOf(lifted.card)) + by];
  if (!next) return;
  lifted.moving = true;
  place(lifted.card, next);
  choose(next);
  lifted.button.focus();
  lifted.button.scrollIntoView({ block: "nearest", inline: "nearest" });
  lifted.moving = false;
  say("over", { stage: next.dataset.name, position: all.indexOf(next) + 1, count: all.length });
}

function drop({ back }) {
  const { card, button, from } = lifted;
  lifted.moving = true;
  card.classList.remove("is-lifted");
  button.setAttribute("aria-pressed", "false");
  if (back) {
    place(card, from);
    choose(from);
    button.focus();
    say("back", { name: nameOf(card), stage: from.dataset.name });
  }
  lifted = null;
  if (!back && columnOf(card) !== from) send(card, columnOf(card));
}

function lift(button) {
  const card = button.closest(".card");
  lifted = { card, button, from: columnOf(card), moving: false };
  card.classList.add("is-lifted");
  button.setAttribute("aria-pressed", "true");
  say("lifted", { name: nameOf(card), stage: lifted.from.dataset.name });
}

const forward = () => (document.documentElement.dir === "rtl" ? -1 : 1);
const carried = {
  ArrowRight: () => carry(forward()),
  ArrowLeft: () => carry(-forward()),
  ArrowDown: () => carry(1),
  ArrowUp: () => carry(-1),
  Enter: () => drop({ back: false }),
  " ": () => drop({ back: false }),
  Escape: () => drop({ back: true }),
  Tab: () => drop({ back: true }),
};

board?.addEventListener("keydown", (event) => {
  const button = event.target.closest('button[form="pick"]');
  if (!button) return;
  if (lifted && carried[event.key]) {
    event.preventDefault();
    event.stopPropagation();
    carried[event.key]();
  } else if (!lifted && event.key === " ") {
    event.preventDefault();
    lift(button);
  }
});
board?.addEventListener("keyup", (event) => {
  // A button is pressed when Space is let go; here Space has done its work already.
  if (event.key === " " && event.target.closest('button[form="pick"]')) event.preventDefault();
});
board?.addEventListener("focusout", () => {
  if (lifted && !lifted.moving) drop({ back: true });
});

// Answers.
document.addEventListener("htmx:beforeSwap", (event) => {
  // A refusal brings the card and the reason.
  const { xhr, target } = event.detail;
  if (xhr.status === 403 && target.matches(".card") && xhr.responseText.includes("board-notice")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:afterSettle", settle);
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    const card = event.detail.target?.closest?.(".card");
    settle();
    if (card) tell(say("failed", { name: nameOf(card) }));
  });
}
if (board) {
  board.classList.add("is-live");
  settle();
}

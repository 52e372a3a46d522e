// Refines lists that work without it: selecting rows, editing a value in its cell, looking at a record beside the list.

const rowOf = (element) => element?.closest?.("table.list tbody tr");
const currentRow = () => rowOf(document.activeElement) ?? document.querySelector("table.list tr.is-current");
const boxes = () => [...document.querySelectorAll('table.list input[name="ids"]')];
const selection = () => document.getElementById("selection");
const isPeeking = () => document.getElementById("peek")?.hidden === false;
const isSpecial = (event) => event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;

// Selecting. Without this file the boxes and the form below the list do the same.
function showSelection() {
  const form = selection();
  const all = boxes();
  const picked = all.filter((box) => box.checked).length;
  const head = document.getElementById("pick-page");
  if (!form || !head) return;
  head.hidden = false;
  head.checked = picked > 0 && picked === all.length;
  head.indeterminate = picked > 0 && picked < all.length;
  form.querySelector("[data-unpick]").hidden = false;
  const words = form.querySelector("[data-picked]");
  const takesAll = form.elements.matching.checked;
  const pattern = takesAll ? words.dataset.all : picked === 1 ? words.dataset.one : words.dataset.many;
  words.textContent = pattern.replace("%n", picked);
}

function pick(all, isPicked) {
  for (const box of all) box.checked = isPicked;
  if (!isPicked && selection()) selection().elements.matching.checked = false;
  showSelection();
}

let lastPicked = null;
document.addEventListener("click", (event) => {
  const box = event.target.closest('table.list input[name="ids"]');
  if (!box) return;
  const all = boxes();
  const from = all.indexOf(lastPicked);
  if (event.shiftKey && from >= 0) {
    const to = all.indexOf(box);
    pick(all.slice(Math.min(from, to), Math.max(from, to) + 1), box.checked);
  }
  lastPicked = box;
});
document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.id === "pick-page") pick(boxes(), target.checked);
  else if (target.id === "pick-matching" && target.checked) pick(boxes(), true);
  else if (target.name === "ids") {
    if (!target.checked && selection()) selection().elements.matching.checked = false;
    showSelection();
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-unpick]")) pick(boxes(), false);
});

// Editing in place. The link of the cell leads to the whole form, which is also where a refused request ends.
const formOf = (cell) => cell.querySelector("form.cell-form");

async function openCell(cell) {
  if (formOf(cell)) return;
  for (const other of document.querySelectorAll("form.cell-form")) leaveCell(other.closest("td"), false);
  const link = cell.querySelector("a.cell");
  cell.setAttribute("aria-busy", "true");
  const answer = await ask(addressOf(cell), {});
  cell.removeAttribute("aria-busy");
  if (!answer?.ok) location.assign(link.href);
  else showForm(cell, await answer.text());
}

function showForm(cell, html) {
  formOf(cell)?.remove();
  cell.insertAdjacentHTML("beforeend", html);
  const field = fieldOf(formOf(cell));
  field.focus();
  field.select?.();
  return formOf(cell);
}

function leaveCell(cell, takesFocus = true) {
  formOf(cell)?.remove();
  if (takesFocus) cell.querySelector("a.cell").focus();
}

async function saveCell(form) {
  const cell = form.closest("td");
  const link = cell.querySelector("a.cell");
  const before = link.innerHTML;
  const body = new URLSearchParams(new FormData(form));
  // The new value is shown at once; where saving it fails, the form comes back with what was typed.
  link.textContent = shownText(fieldOf(form)) || "–";
  cell.classList.add("is-saving");
  form.hidden = true;
  link.focus();
  const answer = await ask(form.getAttribute("action").split("?")[0] + location.search, { method: "POST", body });
  cell.classList.remove("is-saving");
  if (answer?.ok) return replaceRow(cell, await answer.text());
  link.innerHTML = before;
  form.hidden = false;
  if (answer && [409, 422].includes(answer.status)) return showForm(cell, await answer.text());
  sayFailed(form);
  return fieldOf(form).focus();
}

function sayFailed(form) {
  form.querySelector("[data-failed]")?.remove();
  const said = document.createElement("p");
  said.className = "wrong";
  said.dataset.failed = "";
  said.setAttribute("role", "alert");
  said.textContent = form.closest("table").dataset.failed;
  form.append(said);
}

function replaceRow(cell, html) {
  const old = cell.closest("tr");
  const holder = document.createElement("template");
  holder.innerHTML = `<table><tbody>${html}</tbody></table>`;
  const row = holder.content.querySelector("tr");
  const wasFocused = old.contains(document.activeElement);
  row.classList.toggle("is-current", old.classList.contains("is-current"));
  row.querySelector('[name="ids"]').checked = old.querySelector('[name="ids"]').checked;
  old.replaceWith(row);
  const edited = row.querySelector(`td[data-field="${CSS.escape(cell.dataset.field)}"]`);
  edited?.classList.add("is-saved");
  if (wasFocused) (edited?.querySelector("a.cell") ?? row.querySelector("a[href]")).focus();
}

const fieldOf = (form) => form.querySelector(":is(input:not([type=hidden]), select, textarea)");
const addressOf = (cell) => cell.closest("tr").dataset.cells + cell.dataset.field + "/" + location.search;
const shownText = (field) => (field.selectedOptions ? field.selectedOptions[0]?.textContent : field.value) ?? "";

async function ask(address, options) {
  try {
    return await fetch(address, { ...options, headers: { "HX-Request": "true" }, redirect: "error" });
  } catch {
    return null;
  }
}

document.addEventListener("click", (event) => {
  if (isSpecial(event)) return;
  const link = event.target.closest("a.cell");
  const leave = event.target.closest("form.cell-form [data-leave]");
  if (!link && !leave) return;
  event.preventDefault();
  if (leave) leaveCell(leave.closest("td"));
  else openCell(link.closest("td"));
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form.cell-form");
  if (!form) return;
  event.preventDefault();
  saveCell(form);
});

// Keys. Those of the whole site, and whether single keys are on, are in trimtab.js.
function editRow() {
  const cell = document.activeElement.closest?.("td[data-field]") ?? currentRow()?.querySelector("td[data-field]");
  if (cell) openCell(cell);
  return Boolean(cell);
}

function peekAt(row) {
  const link = row?.querySelector("a[data-peek]");
  link?.click();
  return Boolean(link);
}

function pickRow() {
  currentRow()?.querySelector('[name="ids"]').click();
  return Boolean(currentRow());
}

function follow() {
  if (isPeeking()) setTimeout(() => peekAt(document.querySelector("table.list tr.is-current")));
  return false;
}

const keys = {
  e: editRow,
  x: pickRow,
  p: () => peekAt(currentRow()),
  " ": () => peekAt(currentRow()),
  j: follow,
  k: follow,
};

document.addEventListener("keydown", (event) => {
  const form = event.target.closest("form.cell-form");
  if (form) return keyInCell(event, form);
  if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem("keys") === "off") return undefined;
  if (event.target.closest("input:not([name=ids]), select, textarea, summary, button, dialog, .peek a")) return undefined;
  if (event.key === " " && event.target.closest("input")) return undefined;
  if (Object.hasOwn(keys, event.key) && keys[event.key]()) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  return undefined;
}, true);

function keyInCell(event, form) {
  const isEnter = event.key === "Enter" && !event.shiftKey && !event.isComposing;
  if (event.key === "Escape") leaveCell(form.closest("td"));
  else if (isEnter && event.target.matches("select, textarea")) form.requestSubmit();
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

// The row with the focus is the current one, so that the keys and the eye agree.
document.addEventListener("focusin", (event) => {
  const row = rowOf(event.target);
  if (!row || row.classList.contains("is-current")) return;
  document.querySelector("table.list tr.is-current")?.classList.remove("is-current");
  row.classList.add("is-current");
});

// Rows that could not be loaded: those from before stay, and the page says so.
const isRows = (event) => event.detail.target?.id === "rows";
const showWrong = (event) => {
  if (isRows(event)) document.getElementById("list-wrong").hidden = false;
};
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, showWrong);
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!isRows(event)) return;
  document.getElementById("list-wrong").hidden = true;
  document.getElementById("rows").setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", () => document.getElementById("rows")?.removeAttribute("aria-busy"));

// Columns: each can be moved up; without this file they keep the order of the address.
function offerMoves() {
  for (const form of document.querySelectorAll("form[data-columns]")) {
    for (const item of form.querySelectorAll("li:not(:has(button))")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.textContent = "↑";
      button.setAttribute("aria-label", form.dataset.columns.replace("%s", item.textContent.trim()));
      item.append(button);
    }
  }
}
document.addEventListener("click", (event) => {
  const item = event.target.closest("form[data-columns] li button")?.closest("li");
  if (!item?.previousElementSibling) return;
  item.previousElementSibling.before(item);
  item.querySelector("button").focus();
});

function refresh() {
  showSelection();
  offerMoves();
}
refresh();
document.addEventListener("htmx:afterSettle", refresh);

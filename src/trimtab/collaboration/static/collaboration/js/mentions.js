// Proposes whom one may mention after @. Without this script the name is typed; the site answers the same.

let list = null;
let area = null;
let asked = 0;

const chosen = () => list?.querySelector('[aria-selected="true"]');

function typed(text) {
  const before = text.value.slice(0, text.selectionStart);
  return /(?:^|[^\w.@/-])@([^@\n]{1,60})$/u.exec(before)?.[1] ?? null;
}

function close() {
  list?.remove();
  list = null;
  area?.removeAttribute("aria-activedescendant");
  area?.setAttribute("aria-expanded", "false");
}

function mark(option) {
  for (const one of list.children) one.setAttribute("aria-selected", String(one === option));
  area.setAttribute("aria-activedescendant", option.id);
}

async function propose(text) {
  const name = typed(text);
  const mine = ++asked;
  if (name === null) return close();
  const answer = await fetch(`${text.form.dataset.names}?q=${encodeURIComponent(name)}`, { headers: { "HX-Request": "true" } });
  if (mine !== asked || !answer.ok) return undefined;
  const found = await answer.text();
  close();
  if (!found.trim() || mine !== asked) return undefined;
  area = text;
  list = document.createElement("ul");
  Object.assign(list, { id: "mention-names", className: "results mentions" });
  list.setAttribute("role", "listbox");
  list.innerHTML = found;
  text.after(list);
  text.setAttribute("aria-controls", "mention-names");
  text.setAttribute("aria-expanded", "true");
  mark(list.firstElementChild);
  return undefined;
}

function take(option) {
  const text = area;
  const name = typed(text) ?? "";
  const start = text.selectionStart - name.length;
  text.setRangeText(`${option.dataset.name} `, start, text.selectionStart, "end");
  close();
  text.focus();
}

function step(by) {
  const all = [...list.children];
  mark(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
}

const keys = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Enter: () => take(chosen()),
  Tab: () => take(chosen()),
  Escape: close,
};

document.addEventListener("input", (event) => {
  if (event.target.matches?.("textarea[data-mentions]")) propose(event.target);
});
document.addEventListener("keydown", (event) => {
  if (!list || event.target !== area || !Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  keys[event.key]();
}, true);
document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.(".mentions [role=option]");
  if (option) {
    event.preventDefault();
    take(option);
  } else if (list && !list.contains(event.target)) close();
});

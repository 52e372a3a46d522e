// Refines pages that work without it: forms that send themselves, keys, popovers, dialogs, the peek panel.

const popovers = () => [...document.querySelectorAll("details.menu[open], details.about[open]")];
const peek = () => document.getElementById("peek");
let opener = null;

// Forms that send themselves when a choice changes.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submits]");
  if (form) form.requestSubmit();
});

// Signing out leaves nothing of what was typed on this device.
document.addEventListener("submit", (event) => {
  if (!new URL(event.target.action, location.href).pathname.endsWith("/logout/")) return;
  for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key);
});

// Popovers: one at a time, turned around where they would leave the page.
document.addEventListener("click", (event) => {
  for (const open of popovers()) if (!open.contains(event.target)) open.open = false;
});
document.addEventListener("toggle", (event) => {
  const about = event.target;
  if (!about.matches?.("details.about[open]")) return;
  about.classList.remove("from-end");
  const box = about.querySelector(".popover").getBoundingClientRect();
  about.classList.toggle("from-end", box.right > document.documentElement.clientWidth || box.left < 0);
}, true);

// Dialogs: the link leads to a page that asks the same.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-opens]");
  const dialog = link && document.getElementById(link.dataset.opens);
  if (!dialog || isSpecial(event)) return;
  event.preventDefault();
  dialog.showModal();
});

// Peek: the linked page beside this one. A click with a key held, and every click without JavaScript, opens the page.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-peek]");
  if (!link || isSpecial(event) || !window.htmx) return;
  event.preventDefault();
  opener = link;
  document.getElementById("peek-page").href = link.href;
  window.htmx.ajax("GET", link.href, { target: "#peek-body", select: "#content > *", swap: "innerHTML" }).then(() => {
    peek().hidden = false;
    peek().focus();
  });
});
document.addEventListener("click", (event) => {
  if (event.target.closest("#peek-close")) closePeek();
});

function closePeek() {
  if (!peek() || peek().hidden) return false;
  peek().hidden = true;
  opener?.focus();
  return true;
}

function isSpecial(event) {
  return event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
}

// A table wider than the page can be scrolled with the keys.
function reachScrollers() {
  for (const wrap of document.querySelectorAll(".table-wrap")) {
    if (wrap.scrollWidth > wrap.clientWidth) wrap.tabIndex = 0;
    else wrap.removeAttribute("tabindex");
  }
}
reachScrollers();
addEventListener("resize", reachScrollers);
document.addEventListener("htmx:afterSettle", reachScrollers);

// Keys. Single ones can be switched off in the help, for those who speak to their computer.
const isTyping = (element) => element.closest("input, select, textarea, [contenteditable], dialog");
const rows = () => [...document.querySelectorAll("main :is(tbody tr, .next-action):has(a[href])")].filter((row) => row.offsetParent);
const switchOfKeys = document.getElementById("keys-on");
let waitsSince = -Infinity;

if (switchOfKeys) {
  switchOfKeys.checked = localStorage.getItem("keys") !== "off";
  switchOfKeys.closest("p").hidden = false;
  switchOfKeys.addEventListener("change", () => localStorage.setItem("keys", switchOfKeys.checked ? "on" : "off"));
}

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

function search() {
  document.getElementById("palette-open")?.click();
}

const keys = {
  "/": search,
  "?": () => document.getElementById("keys")?.showModal(),
  j: () => step(1),
  k: () => step(-1),
  p: () => document.querySelector(".next-action.is-current a[data-peek]")?.click(),
  e: () => document.querySelector("a[data-edit]")?.click(),
};

function leave(event) {
  const [open] = popovers();
  if (!open) return closePeek();
  open.open = false;
  open.querySelector("summary").focus();
  return event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return leave(event);
  if (event.key === "k" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return search();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return undefined;
  if (switchOfKeys && !switchOfKeys.checked) return undefined;
  if (event.timeStamp - waitsSince < 1500) {
    waitsSince = -Infinity;
    return document.querySelector(`a[data-go="${CSS.escape(event.key)}"]`)?.click();
  }
  if (event.key === "g") waitsSince = event.timeStamp;
  else if (Object.hasOwn(keys, event.key)) {
    event.preventDefault();
    keys[event.key]();
  }
  return undefined;
});

// Search and commands in a dialog: the answers of the search page, without leaving the page.

const WAIT = 90; // milliseconds without a key before the text is sent
const REMEMBERED = 8;
const RECORD = /^\/(opportunities|accounts|people)\/\d+\/$/;

const dialog = document.getElementById("palette");
const opener = document.getElementById("palette-open");
if (dialog && opener) start();

function start() {
  const text = document.getElementById("palette-text");
  const list = document.getElementById("palette-list");
  const wrong = document.getElementById("palette-wrong");
  const said = document.getElementById("palette-said");
  const recentKey = `recent-${dialog.dataset.person}`;
  let timer = 0;
  let asked = null; // the request whose answer counts; those before it are dropped
  let active = -1;
  let hasAnswers = false; // of the present text
  let entersAtOnce = false; // Enter was pressed before they came

  remember();
  opener.hidden = false;
  document.getElementById("search")?.closest("form").setAttribute("hidden", "");
  opener.addEventListener("click", open);
  text.addEventListener("input", () => ask(WAIT));
  text.addEventListener("keydown", press);
  list.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(options().indexOf(option));
  });
  dialog.addEventListener("close", () => {
    asked?.abort();
    clearTimeout(timer);
    text.setAttribute("aria-expanded", "false");
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // beside it
    if (event.target.closest("a[href*='#']")) dialog.close(); // to a place on this page
  });

  function open() {
    if (dialog.open) return;
    text.value = "";
    show("");
    dialog.showModal();
    ask(0);
  }

  function ask(wait) {
    asked?.abort();
    clearTimeout(timer);
    hasAnswers = entersAtOnce = false;
    timer = setTimeout(load, wait);
  }

  async function load() {
    const mine = (asked = new AbortController());
    const address = new URLSearchParams({ q: text.value.trim(), at: location.pathname });
    if (!text.value.trim()) for (const path of remembered()) address.append("recent", path);
    const late = setTimeout(() => list.setAttribute("aria-busy", "true"), 300);
    try {
      const answer = await fetch(`${dialog.dataset.url}?${address}`, {
        headers: { "HX-Request": "true" },
        signal: mine.signal,
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const html = await answer.text();
      if (mine === asked) show(html);
    } catch {
      if (!mine.signal.aborted) fail();
    } finally {
      clearTimeout(late);
      if (mine === asked) list.removeAttribute("aria-busy");
    }
  }

  function show(html) {
    wrong.hidden = true;
    list.innerHTML = html;
    for (const [number, section] of [...list.querySelectorAll("section")].entries()) {
      const heading = section.querySelector("h2");
      heading.id = `palette-group-${number}`;
      section.setAttribute("role", "group");
      section.setAttribute("aria-labelledby", heading.id);
      heading.setAttribute("role", "presentation");
    }
    for (const wrapper of list.querySelectorAll(".answers, ul, li, form")) wrapper.setAttribute("role", "presentation");
    for (const [number, option] of options().entries()) {
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.id = `palette-option-${number}`;
      option.tabIndex = -1;
    }
    const count = options().length;
    text.setAttribute("aria-expanded", String(count > 0));
    said.textContent = !html ? "" : count ? dialog.dataset.said.replace("#", count) : dialog.dataset.saidNone;
    hasAnswers = Boolean(html);
    choose(count ? 0 : -1);
    if (entersAtOnce && hasAnswers) act();
  }

  function fail() {
    show("");
    said.textContent = "";
    wrong.textContent = dialog.dataset.wrong;
    wrong.hidden = false;
  }

  function options() {
    return [...list.querySelectorAll(".answer")];
  }

  function choose(number) {
    const all = options();
    all[active]?.setAttribute("aria-selected", "false");
    active = all.length ? (number + all.length) % all.length : -1;
    const option = all[active];
    if (!option) return text.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    return text.setAttribute("aria-activedescendant", option.id);
  }

  function press(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") choose(active + 1);
    else if (event.key === "ArrowUp") choose(active < 0 ? -1 : active - 1);
    else if (event.key === "Enter") hasAnswers ? act(event) : (entersAtOnce = true);
    else return;
    event.preventDefault();
  }

  function act(event) {
    const option = options()[active];
    if (!option) return;
    if (event && (event.ctrlKey || event.metaKey) && option.href) window.open(option.href);
    else option.click();
  }

  function remembered() {
    try {
      return JSON.parse(localStorage.getItem(recentKey)) ?? [];
    } catch {
      return [];
    }
  }

  // The records that were looked at, by path only: their names come from the site, to whom may see them.
  function remember() {
    if (!RECORD.test(location.pathname)) return;
    const others = remembered().filter((path) => path !== location.pathname);
    localStorage.setItem(recentKey, JSON.stringify([location.pathname, ...others].slice(0, REMEMBERED)));
  }
}

// A link to a form inside something folded unfolds it and goes to its first field.
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = target?.closest("details");
  if (folded) folded.open = true;
  if (target?.matches("form")) target.querySelector("select, textarea, input:not([type=hidden])")?.focus();
}
addEventListener("hashchange", unfold);
addEventListener("load", unfold); // not before: the browser takes the focus away when it has found the place

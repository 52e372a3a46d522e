// Keeps what is typed into a form on this device until the server has it: a lost connection loses nothing.
// A draft is of one person and one form, and knows which version of the record it began from. Sending it goes through
// the form itself, so that a newer text on the server is shown beside it and never overwritten. Signing out forgets all
// drafts: see trimtab.js.

const PREFIX = "draft:";
const SOON = 300; // ms after the last key
const form = document.querySelector("form[data-draft]");

function drop(key) {
  localStorage.removeItem(key);
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

// The page after a save names what was saved: that draft has done its work.
function forgetSaved() {
  const address = new URL(location.href);
  const saved = address.searchParams.get("saved");
  const person = document.querySelector("[data-drafts-of]")?.dataset.draftsOf;
  if (!saved || !person) return;
  const key = `${PREFIX}${person}:${saved}`;
  if (read(key)?.sent) drop(key);
  address.searchParams.delete("saved");
  history.replaceState(null, "", address);
}

function forgetOthers(person) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && !key.startsWith(`${PREFIX}${person}:`)) drop(key);
  }
}

function typed() {
  const left = new Set(["csrfmiddlewaretoken", "seen", "seen_at"]);
  return [...new FormData(form)].filter(([name, value]) => !left.has(name) && typeof value === "string");
}

function watch() {
  const key = `${PREFIX}${form.dataset.draftOf}:${form.dataset.draft}`;
  const state = form.querySelector("[data-draft-state]");
  const take = form.querySelector("[data-draft-take]");
  const forget = form.querySelector("[data-draft-forget]");
  const begin = JSON.stringify(typed());
  let timer = 0;
  let waits = false;
  let leaves = false;

  function say(text) {
    state.querySelector("span").textContent = text;
    state.hidden = !text;
    take.hidden = forget.hidden = true;
  }

  function keep(sent = false) {
    clearTimeout(timer);
    const values = typed();
    if (!sent && JSON.stringify(values) === begin) return drop(key);
    const draft = { values, sent, seenAt: form.elements.seen_at?.value ?? "", seen: form.elements.seen?.value ?? "" };
    return localStorage.setItem(key, JSON.stringify(draft));
  }

  // The version that the draft began from goes back with it: the server then sees what somebody else saved since.
  function put(draft) {
    for (const field of form.elements) {
      if (!field.name || ["csrfmiddlewaretoken", "seen", "seen_at"].includes(field.name)) continue;
      const given = draft.values.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox") field.checked = given.includes(field.value);
      else if (given.length) [field.value] = given;
    }
    if (form.elements.seen_at) form.elements.seen_at.value = draft.seenAt;
    if (form.elements.seen) form.elements.seen.value = draft.seen;
  }

  async function answers() {
    try {
      return (await fetch("/health/live", { cache: "no-store" })).ok;
    } catch {
      return false;
    }
  }

  async function send() {
    if (leaves) return;
    keep(true);
    if (navigator.onLine && (await answers())) {
      leaves = true;
      if (waits) say(state.dataset.sending);
      form.submit();
      return;
    }
    waits = true;
    keep();
    say(state.dataset.kept);
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, SOON);
  });
  form.addEventListener("change", () => keep());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  addEventListener("online", () => waits && send());
  addEventListener("offline", () => {
    keep();
    say(state.dataset.kept);
  });
  addEventListener("pagehide", () => !leaves && keep());

  const draft = read(key);
  if (!draft || JSON.stringify(draft.values) === begin || form.querySelector(".form-errors")) return;
  say(draft.seenAt === form.dataset.draftSeen ? state.dataset.found : state.dataset.newer);
  take.hidden = forget.hidden = false;
  take.addEventListener("click", () => {
    put(draft);
    say("");
    form.querySelector("input:not([type=hidden])")?.focus();
  });
  forget.addEventListener("click", () => {
    drop(key);
    say("");
  });
}

forgetSaved();
if (form) {
  forgetOthers(form.dataset.draftOf);
  watch();
}

// The map of people: drawn, moved, and worked on by mouse, touch and keyboard. Everything it changes goes through the
// same forms as the list, which needs no script; what they answer with Undo can be taken back here too.

const box = document.getElementById("map");
const tools = document.getElementById("map-tools");
const said = document.getElementById("map-said");
const fade = document.getElementById("map-fade");
const mayEdit = "edit" in box.dataset;
const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
const LINES = { r: "reports", i: "influence", c: "conflict", o: "informs" };
const ATTRIBUTES = { s: "support", n: "influence", t: "coverage" };
const undone = [];
let cy = null;
let lineFrom = null;
let moved = {};
let movedTimer = 0;

const say = (text) => (said.textContent = text);
const says = (kind, words = {}) => say(box.dataset[kind].replace(/{(\w+)}/g, (_whole, word) => words[word]));
const current = () => cy.$(".current");
const nameOf = (node) => node.data("said").split(". ")[0];

// Colours of the theme as numbers: the canvas knows no light-dark().
function colours() {
  const probe = document.createElement("span");
  box.after(probe);
  const found = {};
  for (const name of ["paper", "ink", "quiet", "edge", "up", "down", "warn", "focus"]) {
    probe.className = `colour-${name}`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}

function hatch(colour) {
  const path = `<path d='M0 8L8 0M-2 2L2 -2M6 10L10 6' stroke='${colour}' stroke-width='1'/>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(`<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'>${path}</svg>`)}`;
}

function look() {
  const tone = colours();
  const line = (kind, style) => ({ selector: `edge[kind="${kind}"]`, style });
  return [
    {
      selector: "node",
      style: {
        shape: "round-rectangle", width: 176, height: 104, "background-color": tone.paper, label: "data(label)",
        color: tone.ink, "font-size": 12, "font-family": getComputedStyle(document.body).fontFamily, "text-wrap": "wrap",
        "text-max-width": 164, "text-valign": "center", "line-height": 1.3, "border-width": 1, "border-color": tone.edge,
      },
    },
    { selector: 'node[influence="inner"]', style: { "border-width": 6, "border-style": "double", "border-color": tone.ink } },
    { selector: 'node[influence="political"]', style: { "border-width": 2.5, "border-color": tone.ink } },
    { selector: 'node[influence="outside"]', style: { "border-style": "dashed" } },
    { selector: 'node[light="bad"]', style: { "border-color": tone.down } },
    { selector: 'node[light="good"]', style: { "border-color": tone.up } },
    { selector: "node.stale", style: { "background-image": hatch(tone.edge), "background-repeat": "repeat", "background-image-opacity": 0.35 } },
    { selector: "node.unsure", style: { opacity: 0.7 } },
    { selector: ".dim", style: { opacity: 0.15 } },
    { selector: "node.current", style: { "outline-width": 3, "outline-color": tone.focus, "outline-offset": 3 } },
    { selector: "node.from", style: { "outline-style": "dashed", "outline-width": 3, "outline-color": tone.warn, "outline-offset": 3 } },
    { selector: "edge", style: { width: 1.5, "line-color": tone.edge, "target-arrow-color": tone.ink, "arrow-scale": 1.2, "curve-style": "bezier" } },
    line("reports", { "curve-style": "taxi", "taxi-direction": "upward", "taxi-turn": 20 }),
    line("influence", { width: 2.5, "line-color": tone.ink, "target-arrow-shape": "triangle" }),
    line("informs", { "line-style": "dotted", "line-color": tone.ink, "target-arrow-shape": "triangle" }),
    line("conflict", { width: 2.5, "line-style": "dashed", "line-color": tone.down, label: "✕", color: tone.down, "font-size": 18 }),
    { selector: 'edge[strength="strong"]', style: { width: 4.5 } },
  ];
}

async function graph() {
  const answer = await fetch(box.dataset.graph);
  if (!answer.ok) throw new Error(answer.status);
  const found = await answer.json();
  return [
    ...found.people.map((one) => ({ group: "nodes", data: one, position: { x: one.x, y: one.y } })),
    ...found.lines.map((one) => ({ group: "edges", data: one })),
  ];
}

// What is new comes, what is gone goes, the rest is updated: nobody loses their place.
async function refresh() {
  const elements = await graph().catch(() => null);
  if (!elements) return says("saysLost");
  const ids = new Set(elements.map((one) => one.data.id));
  cy.batch(() => {
    cy.elements().filter((one) => !ids.has(one.id())).remove();
    for (const element of elements) {
      const there = cy.getElementById(element.data.id);
      if (there.empty()) cy.add(element);
      else {
        there.data(element.data);
        if (element.position && !there.grabbed()) there.position(element.position);
      }
    }
  });
  return mark();
}

function mark() {
  cy.batch(() => {
    for (const node of cy.nodes()) {
      const { stale, sure, light } = node.data();
      node.toggleClass("stale", fade.checked && stale);
      node.toggleClass("unsure", fade.checked && !sure && light !== "quiet");
    }
  });
}

function go(node) {
  if (!node || node.empty()) return;
  cy.nodes().removeClass("current");
  node.addClass("current");
  const seen = cy.extent();
  const { x, y } = node.position();
  if (x < seen.x1 || x > seen.x2 || y < seen.y1 || y > seen.y2) cy.center(node);
  const ties = node.connectedEdges().map((edge) => `${nameOf(edge.source())} ${edge.data("words")} ${nameOf(edge.target())}`);
  const lines = ties.length ? ` ${box.dataset.saysLines.replace("{lines}", ties.join("; "))}` : "";
  say(`${node.data("said")}.${lines}`);
  if (cy.$(".dim").nonempty()) dim(node);
}

function towards(key) {
  const from = current();
  if (from.empty()) return cy.nodes()[0];
  const { x, y } = from.position();
  const [across, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  let best = null;
  let least = Infinity;
  for (const node of cy.nodes()) {
    const [dx, dy] = [node.position().x - x, node.position().y - y];
    const ahead = dx * across + dy * down;
    const aside = Math.abs(dx * down) + Math.abs(dy * across);
    if (node !== from[0] && ahead > 0 && ahead + 2 * aside < least) [best, least] = [node, ahead + 2 * aside];
  }
  return best;
}

function dim(node) {
  cy.elements().removeClass("dim");
  cy.elements().difference(node.closedNeighborhood()).addClass("dim");
}

// The page of a person beside the map. Its forms and links stay there.
const peek = () => document.getElementById("peek-body");

async function show(address) {
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) return says("saysLost");
  fill(await answer.text(), address);
  return document.getElementById("peek").focus();
}

function fill(html, address) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.getElementById("peek-page").href = address;
  peek().replaceChildren(...page.getElementById("content").children);
  window.htmx?.process(peek());
  document.getElementById("peek").hidden = false;
}

function close() {
  document.getElementById("peek-close").click();
  box.focus();
}

// Sends what a form would; the messages of the answer tell what happened, and how to take it back.
async function send(address, body) {
  const headers = { "X-CSRFToken": token };
  const answer = await fetch(address, { method: "POST", body, headers }).catch(() => null);
  if (!answer || (answer.status >= 400 && ![409, 422].includes(answer.status))) return says("saysLost");
  const html = await answer.text();
  const page = new DOMParser().parseFromString(html, "text/html");
  const told = [...page.querySelectorAll(".messages li > span, .form-errors p, p.wrong")].map((one) => one.textContent.trim());
  if (answer.ok) {
    const undo = page.querySelector(".messages form")?.getAttribute("action");
    if (undo) remember({ address: undo });
    if (new URL(answer.url).pathname === location.pathname) renew(page);
    await refresh();
  }
  if (told.length) say([...new Set(told)].join(" "));
  return { ok: answer.ok, url: new URL(answer.url), html };
}

// The sentence at the head, the figures and the advice, as the answer has them.
function renew(page) {
  for (const part of [".page-head .lead", "#people-figures", "#people-advice"]) {
    const [there, fresh] = [document.querySelector(part), page.querySelector(part)];
    if (there && fresh) there.replaceWith(fresh);
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!peek()?.contains(form) || form.method !== "post") return;
  event.preventDefault();
  const answer = await send(form.action, new FormData(form, event.submitter));
  if (!answer) return;
  if (answer.ok && answer.url.pathname === location.pathname) close();
  else fill(answer.html, answer.url.href);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("#peek-body a[href^='/people-maps/']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  show(link.href);
});

function remember(step) {
  undone.push(step);
  tools.querySelector('[data-map="undo"]').disabled = false;
}

async function undo() {
  const step = undone.pop();
  if (!step) return says("saysNothing");
  const body = new FormData();
  for (const [name, value] of Object.entries(step.body ?? {})) body.set(name, value);
  const kept = undone.length;
  await send(step.address, body);
  undone.length = kept; // what takes it back again is no further step
  tools.querySelector('[data-map="undo"]').disabled = !undone.length;
  return step.body ? says("saysUndone") : undefined;
}

async function keepPlaces() {
  const body = new FormData();
  body.set("places", JSON.stringify(moved));
  moved = {};
  const headers = { "X-CSRFToken": token, Accept: "application/json" };
  const answer = await fetch(box.dataset.places, { method: "POST", body, headers }).catch(() => null);
  if (!answer?.ok) {
    await refresh();
    return says("saysLost");
  }
  const { before } = await answer.json();
  remember({ address: box.dataset.places, body: { places: JSON.stringify(before) } });
  return says("saysKept");
}

function drawLine(kind) {
  const [start, end] = [lineFrom, current()];
  leaveLine();
  if (start.same(end)) return says("saysSame");
  const body = new FormData();
  for (const [name, value] of Object.entries({ start: start.id(), end: end.id(), kind })) body.set(name, value);
  return send(box.dataset.lines, body);
}

function leaveLine() {
  lineFrom = null;
  cy.nodes().removeClass("from");
}

function beginLine() {
  lineFrom = current();
  lineFrom.addClass("from");
  says("saysStart", { start: nameOf(lineFrom) });
}

function zoom(by) {
  cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: box.clientWidth / 2, y: box.clientHeight / 2 } });
}

// The picture of the site, as pixels.
async function png() {
  const image = new Image();
  image.src = box.dataset.picture;
  await image.decode();
  const scale = Math.min(2, 8000 / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth * scale, image.naturalHeight * scale];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `${box.dataset.name}.png` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}

const deeds = { in: () => zoom(1.25), out: () => zoom(0.8), fit: () => cy.fit(undefined, 30), undo, png };
const keys = {
  Enter: () => current().nonempty() && show(current().data("url")),
  "+": deeds.in,
  "-": deeds.out,
  0: deeds.fit,
  f: () => (cy.$(".dim").nonempty() ? cy.elements().removeClass("dim") : current().nonempty() && dim(current())),
};

function keyOf(event) {
  if (event.key.startsWith("Arrow")) return () => go(towards(event.key));
  if (event.key === "z" && (event.ctrlKey || event.metaKey) && mayEdit) return undo;
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (lineFrom && event.key === "Escape") return leaveLine;
  if (lineFrom && LINES[event.key]) return () => drawLine(LINES[event.key]);
  if (Object.hasOwn(keys, event.key)) return keys[event.key];
  if (!mayEdit) return null;
  if (event.key === "u") return undo;
  if (current().empty()) return null;
  if (event.key === "l") return beginLine;
  return ATTRIBUTES[event.key] ? () => show(`${current().data("judge")}?attribute=${ATTRIBUTES[event.key]}&from=map`) : null;
}

function listen() {
  cy.on("tap", "node", (event) => {
    box.focus();
    go(event.target);
  });
  cy.on("dbltap", "node", (event) => show(event.target.data("url")));
  cy.on("dragfree", "node", (event) => {
    const { x, y } = event.target.position();
    moved[event.target.id()] = [Math.round(x), Math.round(y)];
    clearTimeout(movedTimer);
    movedTimer = setTimeout(keepPlaces, 50); // several people that are dragged together are one step
  });
  box.addEventListener("keydown", (event) => {
    const deed = keyOf(event);
    if (!deed) return;
    event.preventDefault();
    event.stopPropagation();
    deed();
  });
  // The page scrolls past the map until somebody works on it.
  box.addEventListener("focusin", () => cy.userZoomingEnabled(true));
  box.addEventListener("focusout", () => cy.userZoomingEnabled(false));
  tools.addEventListener("click", (event) => deeds[event.target.closest("[data-map]")?.dataset.map]?.());
  fade.addEventListener("change", mark);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(look()));
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  setInterval(() => document.hidden || refresh(), 60_000);
}

async function begin() {
  box.hidden = tools.hidden = false;
  const elements = await graph().catch(() => null);
  if (!elements) return says("saysLost");
  cy = window.cytoscape({
    container: box, elements, style: look(), layout: { name: "preset", fit: true, padding: 30 }, minZoom: 0.08, maxZoom: 2.5,
    autoungrabify: !mayEdit, boxSelectionEnabled: mayEdit, userZoomingEnabled: false,
    textureOnViewport: elements.length > 300, hideEdgesOnViewport: elements.length > 600,
  });
  // Neither larger than life, nor on a phone too small to read: then one begins at the top.
  if (cy.zoom() > 1 || (box.clientWidth < 600 && cy.zoom() < 0.6)) {
    const isNarrow = box.clientWidth < 600;
    cy.zoom(isNarrow ? 0.7 : 1);
    cy.center(isNarrow ? cy.nodes().min((node) => node.position().y).ele : undefined);
  }
  listen();
  box.dataset.ready = "";
  return mark();
}

begin();

/* The page of a case: colours its diagrams by the list that the page holds, and keeps zoom and scroll while parts renew. */

import { Drawing } from "./drawing.js";

const SIGNS = { done: "✓", open: "▶", cancelled: "×", yellow: "▲", red: "■", paused: "‖" };
const MARKERS = ["is-done", "is-open", "is-cancelled", "is-yellow", "is-red", "is-paused", "is-frame"];

const frame = document.getElementById("drawing");
const panel = document.getElementById("drawing-history");
const words = JSON.parse(frame.dataset.words);
let drawing = null;
let call = "";
let looked = null;

function list(which = call) {
  return [...document.querySelectorAll(".diagram-list")].find((one) => one.dataset.call === which);
}

function items() {
  return [...(list()?.querySelectorAll("li[data-element]") ?? [])];
}

function item(element) {
  return items().find((one) => one.dataset.element === element);
}

/* ── marks ── */

function mark() {
  if (!drawing) return;
  drawing.clearBadges("sign");
  for (const shape of drawing.registry.getAll()) for (const marker of MARKERS) drawing.canvas.removeMarker(shape.id, marker);
  for (const one of items()) {
    const { element, state, lamp, times, opens } = one.dataset;
    const shape = drawing.registry.get(element);
    if (!shape) continue;
    const paused = "paused" in one.dataset;
    const names = [`is-${state}`];
    if (lamp === "yellow" || lamp === "red") names.push(`is-${lamp}`);
    if (paused) names.push("is-paused");
    if (shape.children?.length > 1) names.push("is-frame");
    for (const name of names) drawing.canvas.addMarker(element, name);
    const kind = lamp === "yellow" || lamp === "red" ? lamp : state;
    const small = shape.width < 60;
    const text = SIGNS[kind] + (Number(times) > 1 ? ` ${times}` : "") + (paused ? ` ${SIGNS.paused}` : "");
    if (!small || state === "open") drawing.badge(element, text, `sign sign-${kind}`, { top: -11, right: 14 });
    const label = one.querySelector("strong").textContent;
    const again = Number(times) > 1 ? `，${times} ${words.times}` : "";
    drawing.reach(element, `${label}，${words[state]}${paused ? "，" + words.paused : ""}${again}`, look, opens ? follow : null);
  }
  if (looked) look(looked);
}

/* ── history of an element ── */

function look(element) {
  for (const node of frame.querySelectorAll(".is-looked-at")) node.classList.remove("is-looked-at");
  const one = item(element);
  looked = one ? element : null;
  panel.hidden = !one;
  if (!one) return;
  drawing.graphics(element)?.classList.add("is-looked-at");
  const copies = [...one.childNodes].map((node) => node.cloneNode(true));
  if (one.dataset.opens) copies.push(opener(element));
  panel.replaceChildren(...copies);
}

function opener(element) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small";
  button.textContent = words.opens;
  button.addEventListener("click", () => follow(element));
  return button;
}

function follow(element) {
  const target = item(element)?.dataset.opens;
  if (target) open(target);
}

/* ── which diagram ── */

function tabs() {
  return [...document.querySelectorAll(".diagram-tabs [role=tab]")];
}

function select() {
  for (const tab of tabs()) {
    const chosen = tab.dataset.call === call;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    if (chosen) frame.setAttribute("aria-labelledby", tab.id);
  }
}

async function open(which) {
  if (!list(which)) return;
  call = which;
  looked = null;
  panel.hidden = true;
  select();
  try {
    await drawing.load(list().dataset.source);
  } catch {
    frame.textContent = words.failed;
    document.getElementById("diagram-text").open = true;
    return;
  }
  const going = items().find((one) => one.dataset.state === "open" && !drawing.registry.get(one.dataset.element)?.children?.length);
  mark();
  drawing.show(going?.dataset.element);
  frame.dataset.drawn = which || "main";
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest(".diagram-tabs [role=tab]");
  if (tab) open(tab.dataset.call);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") look(null);
  const tab = event.target.closest?.(".diagram-tabs [role=tab]");
  if (!tab || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const all = tabs();
  const next = all[(all.indexOf(tab) + (event.key === "ArrowRight" ? 1 : all.length - 1)) % all.length];
  next.focus();
  open(next.dataset.call);
});

frame.addEventListener("mouseleave", (event) => {
  if (!panel.contains(event.relatedTarget) && !frame.contains(document.activeElement)) look(null);
});

/* ── timeline ── */

const page = document.getElementById("case");

function zoomTo(zoom) {
  page.dataset.zoom = zoom;
  for (const button of document.querySelectorAll("[data-zoom-to]")) button.setAttribute("aria-pressed", String(button.dataset.zoomTo === zoom));
}

function toPresent() {
  const gantt = document.getElementById("gantt");
  const line = gantt?.querySelector(".gantt-now");
  if (!line) return;
  const labels = gantt.querySelector(".gantt-corner").offsetWidth;
  gantt.scrollLeft = line.offsetLeft - (gantt.clientWidth - labels) * 0.7;
}

document.addEventListener("click", (event) => {
  const zoom = event.target.closest("[data-zoom-to]")?.dataset.zoomTo;
  if (!zoom) return;
  zoomTo(zoom);
  toPresent();
});

/* ── parts that renew themselves ── */

document.addEventListener("htmx:after:swap", () => {
  select();
  zoomTo(page.dataset.zoom);
  mark();
});

zoomTo(page.dataset.zoom);
toPresent();
if (frame.offsetParent !== null || frame.getClientRects().length) {
  drawing = new Drawing(frame, words);
  open("");
}

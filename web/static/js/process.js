/* The page of a process: its diagram with the limits drawn at the elements that they bind. */

import { Drawing } from "./drawing.js";

const frame = document.getElementById("drawing");
const panel = document.getElementById("drawing-history");
const words = JSON.parse(frame.dataset.words);
const drawing = new Drawing(frame, words);

function described(element) {
  return [...document.querySelectorAll(".doers li[data-element], p[data-element]")].find((one) => one.dataset.element === element);
}

function look(element) {
  for (const node of frame.querySelectorAll(".is-looked-at")) node.classList.remove("is-looked-at");
  const one = element && described(element);
  panel.hidden = !one;
  if (!one) return;
  drawing.graphics(element)?.classList.add("is-looked-at");
  const copies = [...one.childNodes].map((node) => node.cloneNode(true));
  const department = one.closest("dd")?.previousElementSibling?.textContent;
  if (department) copies.push(Object.assign(document.createElement("div"), { className: "small quiet", textContent: department }));
  if (one.dataset.opens) {
    const link = document.createElement("a");
    link.href = one.dataset.opens;
    link.textContent = words.opens;
    copies.push(link);
  }
  panel.replaceChildren(...copies);
}

function follow(element) {
  const address = described(element)?.dataset.opens;
  if (address) location.assign(address);
}

function badges() {
  const seen = new Map();
  for (const badge of document.querySelectorAll("#badges li")) {
    const { element, kind } = badge.dataset;
    const shape = drawing.registry.get(element);
    if (!shape) continue;
    const before = seen.get(element) ?? 0;
    seen.set(element, before + 1);
    const text = badge.textContent.trim();
    const position = { top: (shape.width < 60 ? -30 : -12) - 23 * before, left: shape.width < 60 ? -14 : 8 };
    drawing.badge(element, text, `limit-badge ${kind}`.trim(), position);
  }
}

document.addEventListener("keydown", (event) => { if (event.key === "Escape") look(null); });
frame.addEventListener("mouseleave", (event) => {
  if (!panel.contains(event.relatedTarget) && !frame.contains(document.activeElement)) look(null);
});

try {
  await drawing.load(frame.dataset.source);
  badges();
  for (const one of document.querySelectorAll(".doers li[data-element], p[data-element]")) {
    drawing.reach(one.dataset.element, one.querySelector("strong").textContent, look, one.dataset.opens ? follow : null);
  }
  drawing.show(null);
  frame.dataset.drawn = "yes";
} catch {
  frame.textContent = words.failed;
}

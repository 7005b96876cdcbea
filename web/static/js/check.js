/* The pages of the check: the longest way drawn on the diagram. */

const frame = document.getElementById("drawing");
const SVG = "http://www.w3.org/2000/svg";
const ROLES = ["counted", "excluded", "intake", "desk", "law", "open", "passed"];

/* A number in a disc at an element's upper left corner; part of the drawing, so that it grows and prints with it. */
function disc(drawing, element, numbers) {
  const graphics = drawing.graphics(element);
  const mark = document.createElementNS(SVG, "g");
  mark.setAttribute("class", "part-mark");
  numbers.forEach((number, place) => {
    const circle = document.createElementNS(SVG, "circle");
    circle.setAttribute("cx", String(58 * place));
    circle.setAttribute("cy", "0");
    circle.setAttribute("r", "28");
    circle.setAttribute("class", `hue-${((number - 1) % 6) + 1}`);
    const text = document.createElementNS(SVG, "text");
    text.setAttribute("x", String(58 * place));
    text.setAttribute("y", "11");
    text.textContent = String(number);
    mark.append(circle, text);
  });
  graphics.append(mark);
}

function clear(drawing) {
  for (const mark of frame.querySelectorAll(".part-mark")) mark.remove();
  for (const one of drawing.registry.getAll()) {
    for (const name of ["on-path", ...ROLES.map((role) => `path-${role}`)]) drawing.canvas.removeMarker(one.id, name);
  }
}

/* A flow is on the way when the way goes from where it begins to where it ends, one right after the other. */
function flows(drawing, path) {
  const next = new Map();
  path.forEach((stop, place) => { if (path[place + 1]) next.set(stop.element, path[place + 1].element); });
  for (const flow of drawing.registry.filter((one) => one.type === "bpmn:SequenceFlow")) {
    const inside = path.some((stop) => stop.element === flow.source?.id) && path.some((stop) => stop.element === flow.target?.id);
    if (inside && (next.get(flow.source.id) === flow.target.id || follows(drawing, path, flow))) drawing.canvas.addMarker(flow.id, "on-path");
  }
}

/* Out of a group, the last stop inside it stands before the one that follows the group. */
function follows(drawing, path, flow) {
  const places = path.map((stop) => stop.element);
  const from = places.indexOf(flow.source.id);
  const to = places.indexOf(flow.target.id);
  if (to <= from) return false;
  return places.slice(from + 1, to).every((name) => {
    for (let outer = drawing.registry.get(name)?.parent; outer; outer = outer.parent) if (outer.id === flow.source.id) return true;
    return false;
  });
}

function draw(drawing, path) {
  clear(drawing);
  for (const stop of path) {
    if (!drawing.registry.get(stop.element)) continue;
    drawing.canvas.addMarker(stop.element, "on-path");
    drawing.canvas.addMarker(stop.element, `path-${stop.role}`);
    if (stop.parts.length) disc(drawing, stop.element, stop.parts);
  }
  flows(drawing, path);
}

/* On paper all of the drawing is shown as wide as the page. */
function paper(drawing) {
  const svg = frame.querySelector("svg");
  const viewport = svg.querySelector(".viewport");
  let kept = null;
  window.addEventListener("beforeprint", () => {
    const inner = drawing.canvas.viewbox().inner;
    kept = viewport.getAttribute("transform");
    viewport.removeAttribute("transform");
    svg.setAttribute("viewBox", `${inner.x - 20} ${inner.y - 20} ${inner.width + 40} ${inner.height + 40}`);
  });
  window.addEventListener("afterprint", () => {
    svg.removeAttribute("viewBox");
    if (kept) viewport.setAttribute("transform", kept);
  });
}

/* As high as the drawing is when all of it is shown. */
function shape(drawing) {
  const { width, height } = drawing.canvas.viewbox().inner;
  const fitting = (height / width) * frame.clientWidth + 48;
  frame.style.height = `${Math.max(240, Math.min(frame.clientHeight, fitting))}px`;
  drawing.canvas.resized();
}

async function show() {
  const { Drawing } = await import("./drawing.js");
  const words = JSON.parse(frame.dataset.words);
  const paths = JSON.parse(frame.dataset.paths);
  const drawing = new Drawing(frame, words);
  try {
    await drawing.load(frame.dataset.source);
    draw(drawing, paths[0]);
    shape(drawing);
    drawing.fit();
    paper(drawing);
    const buttons = [...document.querySelectorAll("[data-path]")];
    for (const button of buttons) {
      button.addEventListener("click", () => {
        for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
        draw(drawing, paths[Number(button.dataset.path) - 1]);
      });
    }
    frame.dataset.drawn = "yes";
  } catch {
    frame.textContent = words.failed;
  }
}

if (frame) await show();

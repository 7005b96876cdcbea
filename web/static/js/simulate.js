/* The heat map of a simulation: waiting or busyness of each step, on the diagrams that were simulated. */

const frame = document.getElementById("drawing");
const SVG = "http://www.w3.org/2000/svg";
const SMALL = 600;
const GRADES = [0, 1, 2, 3, 4, 5];

/* What is written at an element is part of the drawing, so that it grows and prints with it. */
function label(text) {
  const mark = document.createElementNS(SVG, "g");
  mark.setAttribute("class", "heat-mark");
  const width = [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 15 : 8.6), 14);
  const ground = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ x: 4, y: -13, width, height: 22, rx: 4 })) ground.setAttribute(name, String(value));
  const words = document.createElementNS(SVG, "text");
  words.setAttribute("x", String(4 + width / 2));
  words.setAttribute("y", "3");
  words.textContent = text;
  mark.append(ground, words);
  return mark;
}

/* Where the drawing is small, what is written on it stays large enough to be read. */
const LEAST = 0.8;
const MOST = 2.6;
function enlarge(drawing) {
  const by = Math.min(MOST, Math.max(1, LEAST / drawing.canvas.zoom()));
  for (const mark of frame.querySelectorAll(".heat-mark")) mark.setAttribute("transform", `scale(${by.toFixed(3)})`);
}

function draw(drawing, spots, which) {
  for (const mark of frame.querySelectorAll(".heat-mark")) mark.remove();
  for (const one of drawing.registry.getAll()) for (const grade of GRADES) drawing.canvas.removeMarker(one.id, `heat-${grade}`);
  for (const spot of spots) {
    const grade = spot.grades[which];
    if (grade === null || !drawing.registry.get(spot.element)) continue;
    drawing.canvas.addMarker(spot.element, `heat-${grade}`);
    if (spot[which] && (grade > 0 || which === "busy")) drawing.graphics(spot.element).append(label(spot[which]));
  }
  enlarge(drawing);
}

/* As high as the drawing is when all of it is shown; on a phone the part around the hottest element, as large as it can
   be read. */
function shape(drawing, hottest) {
  if (frame.clientWidth < SMALL) {
    drawing.canvas.resized();
    drawing.show(hottest);
    return;
  }
  const { width, height } = drawing.canvas.viewbox().inner;
  frame.style.height = "";
  const fitting = (height / width) * frame.clientWidth + 48;
  frame.style.height = `${Math.max(240, Math.min(frame.clientHeight, fitting))}px`;
  drawing.canvas.resized();
  drawing.fit();
}

function hottest(spots, which) {
  const known = spots.filter((spot) => spot.grades[which] !== null);
  return known.sort((one, other) => other.grades[which] - one.grades[which])[0]?.element;
}

/* On paper all of the drawing is shown as wide as the page. */
function paper(drawing) {
  let kept = null;
  const parts = () => [frame.querySelector("svg"), frame.querySelector("svg .viewport")];
  window.addEventListener("beforeprint", () => {
    const [svg, viewport] = parts();
    const { x, y, width, height } = drawing.canvas.viewbox().inner;
    kept = viewport.getAttribute("transform");
    viewport.removeAttribute("transform");
    svg.setAttribute("viewBox", `${x - 20} ${y - 20} ${width + 40} ${height + 40}`);
  });
  window.addEventListener("afterprint", () => {
    const [svg, viewport] = parts();
    svg.removeAttribute("viewBox");
    if (kept) viewport.setAttribute("transform", kept);
  });
}

async function show() {
  const { Drawing } = await import("./drawing.js");
  const { words, sources, heat } = Object.fromEntries(["words", "sources", "heat"].map((key) => [key, JSON.parse(frame.dataset[key])]));
  const choice = document.getElementById("heat-process");
  const drawing = new Drawing(frame, words);
  let which = "waiting";
  drawing.viewer.on("canvas.viewbox.changed", () => enlarge(drawing));
  const process = () => choice?.value ?? Object.keys(heat)[0];
  const load = async () => {
    delete frame.dataset.drawn;
    await drawing.load(sources[process()]);
    draw(drawing, heat[process()], which);
    shape(drawing, hottest(heat[process()], which));
    frame.dataset.drawn = "yes";
  };
  try {
    await load();
    paper(drawing);
  } catch {
    frame.textContent = words.failed;
    return;
  }
  choice?.addEventListener("change", load);
  const buttons = [...document.querySelectorAll("[data-heat]")].filter((one) => one !== frame);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      which = button.dataset.heat;
      for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
      for (const legend of document.querySelectorAll("[data-legend]")) legend.hidden = legend.dataset.legend !== which;
      draw(drawing, heat[process()], which);
    });
  }
}

if (frame) await show();

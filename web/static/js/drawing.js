/* A BPMN drawing that can be looked at: read-only, zoomed, walked through with the keyboard.

   Everything that comes from the file or from people goes in as text. */

const MARGIN = 24;
const SMALLEST = 0.5;

function colours() {
  return { defaultFillColor: "var(--surface)", defaultStrokeColor: "var(--ink-2)", defaultLabelColor: "var(--ink)" };
}

export class Drawing {
  /* `frame` is an empty element; `words` the texts of its buttons. */
  constructor(frame, words) {
    this.frame = frame;
    this.words = words;
    this.viewer = new BpmnJS({
      container: frame,
      bpmnRenderer: colours(),
      textRenderer: { defaultStyle: { fontFamily: getComputedStyle(document.body).fontFamily } },
    });
    this.canvas = this.viewer.get("canvas");
    this.registry = this.viewer.get("elementRegistry");
    this.overlays = this.viewer.get("overlays");
    /* The wheel scrolls the page; with Ctrl it zooms the drawing. */
    frame.addEventListener("wheel", (event) => { if (!event.ctrlKey && !event.metaKey) event.stopPropagation(); }, true);
    this.addTools();
  }

  addTools() {
    const tools = document.createElement("div");
    tools.className = "drawing-tools";
    const act = { "⤢": [this.words.fit, () => this.fit()], "+": [this.words.closer, () => this.zoom(1.25)], "−": [this.words.further, () => this.zoom(0.8)] };
    for (const [sign, [label, run]] of Object.entries(act)) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.title = label;
      button.setAttribute("aria-label", label);
      button.addEventListener("click", run);
      tools.append(button);
    }
    this.frame.before(tools);
  }

  async load(address) {
    const answer = await fetch(address, { headers: { Accept: "application/xml" } });
    if (!answer.ok) throw new Error(String(answer.status));
    await this.viewer.importXML(await answer.text());
    const svg = this.frame.querySelector("svg");
    svg.setAttribute("role", "group");
    for (const label of this.frame.querySelectorAll(".djs-element")) label.removeAttribute("tabindex");
  }

  fit() {
    this.canvas.zoom("fit-viewport", "auto");
  }

  zoom(factor) {
    this.canvas.zoom(Math.min(3, Math.max(0.15, this.canvas.zoom() * factor)));
  }

  /* All of it where that can be read, else the part around `element`. */
  show(element) {
    this.fit();
    if (this.canvas.zoom() >= SMALLEST) return;
    const box = this.canvas.viewbox();
    const target = element && this.registry.get(element);
    const outer = box.outer;
    const width = outer.width / 0.72;
    const height = outer.height / 0.72;
    const inner = box.inner;
    let x = inner.x - MARGIN;
    let y = inner.y - MARGIN;
    if (target && target.width) {
      x = Math.max(x, target.x + target.width / 2 - width / 2);
      y = Math.max(y, target.y + target.height / 2 - height / 2);
    } else if (inner.height > height) {
      y = Math.max(y, this.middleOfStart() - height / 2);
    }
    this.canvas.viewbox({ x, y, width, height });
  }

  middleOfStart() {
    const start = this.registry.filter((e) => e.type === "bpmn:StartEvent")[0];
    return start ? start.y + start.height / 2 : 0;
  }

  graphics(element) {
    return this.registry.getGraphics(element);
  }

  /* An HTML sign at a corner of an element. */
  badge(element, text, className, position) {
    const node = document.createElement("span");
    node.className = className;
    node.textContent = text;
    node.setAttribute("aria-hidden", "true");
    this.overlays.add(element, className.split(" ")[0], { position, html: node, show: { minZoom: 0.3 } });
  }

  clearBadges(kind) {
    this.overlays.remove({ type: kind });
  }

  /* Make an element something that the keyboard reaches. */
  reach(element, label, look, open) {
    const node = this.graphics(element);
    if (!node) return;
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", open ? "button" : "img");
    node.setAttribute("aria-label", label);
    if (node.dataset.reached) return;
    node.dataset.reached = "yes";
    node.addEventListener("focus", () => look(element));
    node.addEventListener("mouseenter", () => look(element));
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open?.(element); }
    });
    node.addEventListener("click", () => { look(element); });
    node.addEventListener("dblclick", () => open?.(element));
  }
}

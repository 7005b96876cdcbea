/* What every page needs beyond HTML: menus that close, a live mark that tells the truth, forms sent once. */

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details.menu"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

const RENEWALS = ["every", "refresh", "case-changed"];

/* A page that nobody looks at asks nothing; it catches up the moment it is seen again. */
document.addEventListener("htmx:before:request", (event) => {
  const trigger = event.detail.ctx.sourceEvent?.type;
  if (document.hidden && trigger === "every") event.preventDefault();
  /* What the page asks by itself is no visit: it must not keep the session of somebody who has left. */
  if (RENEWALS.includes(trigger)) event.detail.ctx.request.headers["Banjie-Renewal"] = "true";
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const element of document.querySelectorAll("[data-live]")) htmx.trigger(element, "refresh");
});

function tell(state) {
  for (const mark of document.querySelectorAll(".live")) mark.dataset.state = state;
}

document.addEventListener("htmx:error", () => tell("lost"));
document.addEventListener("htmx:response:error", () => tell("lost"));
document.addEventListener("htmx:after:swap", () => tell("fine"));

/* A second click on a button while the first is under way sends nothing. The server would answer it with the first
   result anyway; this spares the reader the wait. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post" && !form.hasAttribute("hx-post")) form.dataset.sent = "yes";
});

window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

/* After a refusal the reader is taken to the sentence that says why. */
document.querySelector("[data-take-focus]")?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}

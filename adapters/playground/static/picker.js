// Picking colleagues in a form: type a name, choose from the list; chosen ones stand as chips.

import { clear, h, icon, uid } from "./dom.js";
import { badges, matching, plate } from "./people.js";
import { app, person } from "./state.js";

let pressed = false;
addEventListener("pointerdown", () => { pressed = true; }, true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { pressed = false; }, true);

export function peoplePicker({ id, value, most, describedBy, invalid, among }) {
  const chosen = [...value];
  const list = h("div", { class: "completion below", role: "listbox", id: uid("people"), "aria-label": "Colleagues", hidden: true });
  const chips = h("span", { class: "chips" });
  const news = h("span", { class: "unseen", "aria-live": "polite" });
  let options = [];
  let at = 0;

  const input = h("input", {
    id, type: "text", class: "picker-input", role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": list.id, "aria-describedby": describedBy, "aria-invalid": invalid ? "true" : null,
    on: { input: show, focus: show, click: show, blur: leave, keydown: key },
  });
  const box = h("div", { class: "picker-box", on: { pointerdown: (e) => { if (e.target === box || e.target === chips) { e.preventDefault(); input.focus(); } } } }, chips, input);
  const element = h("div", { class: "picker" }, box, list, news);

  function drawChips() {
    clear(chips, chosen.map((who) => h("span", { class: "chip" }, plate(who, "tiny"), h("bdi", {}, person(who).name),
      h("button", { type: "button", class: "chip-remove", "aria-label": `Remove ${person(who).name}`, on: { click: () => remove(who) } }, icon("close", 13)))));
    input.placeholder = chosen.length ? "" : most === 1 ? "Type a name" : "Type names";
    input.hidden = chosen.length >= most;
  }

  function remove(who) {
    chosen.splice(chosen.indexOf(who), 1);
    news.textContent = `${person(who).name} removed`;
    drawChips();
    input.focus();
  }

  function show() {
    const everybody = [...app.people.values()].filter((p) => !p.deleted && p.id !== app.bot && !chosen.includes(p.id) && (!among || among(p)));
    options = input.value.trim() ? matching(input.value.trim().replace(/^@/u, ""), everybody) : everybody;
    at = Math.min(at, Math.max(0, options.length - 1));
    draw();
  }

  function draw() {
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    if (!options.length) {
      clear(list, h("div", { class: "option none" }, "Nobody of that name is here."));
      input.removeAttribute("aria-activedescendant");
      return;
    }
    clear(list, options.map((p, i) => h("div", {
      role: "option", id: `${list.id}-${i}`, class: "option", "aria-selected": String(i === at),
      on: { pointerdown: (event) => { event.preventDefault(); pick(p); } },
    }, plate(p.id, "small"), h("span", { class: "option-label" }, h("bdi", {}, p.name), badges(p)), h("span", { class: "option-note" }, p.title))));
    input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  function hide() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  // What lies below moves up when the list goes: not while something there is being pressed.
  function leave() {
    if (pressed) addEventListener("pointerup", () => setTimeout(leave), { once: true });
    else if (document.activeElement !== input) hide();
  }

  function pick(p) {
    chosen.push(p.id);
    input.value = "";
    at = 0;
    news.textContent = `${p.name} added`;
    drawChips();
    hide();
    if (chosen.length >= most) element.querySelector(".chip-remove:last-of-type")?.focus();
  }

  function key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      if (list.hidden) show();
      else if (options.length) { at = (at + step + options.length) % options.length; draw(); }
    } else if (event.key === "Enter") {
      if (!list.hidden && options.length) pick(options[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      hide();
      event.stopPropagation();
    } else if (event.key === "Backspace" && !input.value && chosen.length) {
      remove(chosen.at(-1));
    } else return;
    event.preventDefault();
  }

  drawChips();
  return { element, input, get value() { return [...chosen]; } };
}

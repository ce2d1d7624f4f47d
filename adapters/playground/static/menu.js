// Pop-up menus, the reaction picker and small dialogs: opened from a button, closed by Escape.

import { clear, h, icon, uid } from "./dom.js";

let open = null;

export function closeMenu(refocus = false) {
  if (!open) return;
  const { element, from } = open;
  open = null;
  element.remove();
  from.setAttribute("aria-expanded", "false");
  document.removeEventListener("pointerdown", outside, true);
  if (refocus) from.focus();
}

function outside(event) {
  if (open && !open.element.contains(event.target) && !open.from.contains(event.target)) closeMenu();
}

export function popUp(from, element, label) {
  const again = open?.from === from;
  closeMenu();
  if (again) return false;
  element.classList.add("pop");
  if (label) element.setAttribute("aria-label", label);
  const host = from.closest("dialog") ?? document.body;
  host.append(element);
  open = { element, from };
  from.setAttribute("aria-expanded", "true");
  beside(element, from);
  document.addEventListener("pointerdown", outside, true);
  return true;
}

function beside(element, from) {
  const at = from.getBoundingClientRect();
  const { width, height } = element.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.right - width, innerWidth - width - 8));
  const below = at.bottom + 6;
  const top = below + height > innerHeight - 8 ? Math.max(8, at.top - height - 6) : below;
  element.style.left = `${left}px`;
  element.style.top = `${top}px`;
}

// items: {label, note, icon, face, act, disabled, current} or "-" for a line, or {heading}
export function menu(from, label, items) {
  const list = h("div", { role: "menu", class: "menu", tabindex: "-1" }, items.map((item) => {
    if (item === "-") return h("div", { role: "separator", class: "menu-line" });
    if (item.heading) return h("div", { role: "presentation", class: "menu-heading" }, item.heading);
    return h("button", {
      type: "button", role: item.current === undefined ? "menuitem" : "menuitemradio", class: "menu-item", tabindex: "-1",
      "aria-checked": item.current === undefined ? null : String(item.current),
      "aria-disabled": item.disabled ? "true" : null,
      on: { click: () => { if (item.disabled) return; closeMenu(true); item.act(); } },
    },
    item.face ?? (item.icon ? icon(item.icon, 18) : null),
    h("span", { class: "menu-words" }, h("span", {}, item.label), item.note ? h("small", {}, item.note) : null),
    item.aside ?? null);
  }));
  list.addEventListener("keydown", keys);
  if (popUp(from, list, label)) (list.querySelector('[aria-checked="true"]') ?? list.querySelector("button"))?.focus();
}

function keys(event) {
  const buttons = [...open.element.querySelectorAll('button:not([aria-disabled="true"])')];
  const at = buttons.indexOf(document.activeElement);
  const across = open.element.classList.contains("grid") ? Number(open.element.dataset.columns) : 1;
  const step = { ArrowDown: across, ArrowUp: -across, ArrowRight: across > 1 ? 1 : 0, ArrowLeft: across > 1 ? -1 : 0 }[event.key];
  if (step) buttons[(at + step + buttons.length) % buttons.length].focus();
  else if (event.key === "Home") buttons[0].focus();
  else if (event.key === "End") buttons.at(-1).focus();
  else if (event.key === "Escape") closeMenu(true);
  else if (event.key === "Tab") return closeMenu(true);
  else return undefined;
  event.preventDefault();
  event.stopPropagation();
  return undefined;
}

export function emojiPicker(from, emoji, pick) {
  const grid = h("div", { role: "menu", class: "menu grid", data: { columns: "6" } }, [...emoji].map(([name, sign]) =>
    h("button", {
      type: "button", role: "menuitem", class: "emoji", tabindex: "-1", title: name.replaceAll("_", " "), "aria-label": name.replaceAll("_", " "),
      on: { click: () => { closeMenu(true); pick(name); } },
    }, sign)));
  grid.addEventListener("keydown", keys);
  if (popUp(from, grid, "Pick a reaction")) grid.querySelector("button").focus();
}

// A dialog over everything. `draw(close)` returns what is in it.
export function dialog(heading, draw, props = {}) {
  closeMenu();
  const id = uid("dialog");
  const back = document.activeElement;
  const made = h("dialog", { class: "dialog", "aria-labelledby": id, ...props });
  const close = () => made.close();
  const cross = h("button", { type: "button", class: "icon-button dialog-close", "aria-label": "Close", on: { click: close } }, icon("close"));
  clear(made, h("div", { class: "dialog-head" }, h("h2", { id }, heading), cross), draw(close, made));
  made.addEventListener("close", () => { made.remove(); back?.isConnected && back.focus(); });
  made.addEventListener("pointerdown", (event) => { if (event.target === made && !made.dataset.keep) close(); });
  document.body.append(made);
  made.showModal();
  return made;
}

export function confirmed(ask) {
  return new Promise((done) => {
    let yes = false;
    const made = dialog(ask.title, (close) => [
      h("p", { class: "dialog-text", dir: "auto" }, ask.text),
      h("div", { class: "dialog-foot" },
        h("button", { type: "button", class: "button", on: { click: close } }, ask.no),
        h("button", { type: "button", class: "button primary", on: { click: () => { yes = true; close(); } } }, ask.yes)),
    ], { role: "alertdialog" });
    made.addEventListener("close", () => done(yes));
    made.querySelector(".dialog-foot button").focus();
  });
}

export function toast(words, act) {
  const made = h("div", { class: "toast" }, h("span", {}, words));
  if (act) made.append(h("button", { type: "button", class: "button quiet", on: { click: () => { act.act(); made.remove(); } } }, act.label));
  made.append(h("button", { type: "button", class: "icon-button", "aria-label": "Dismiss", on: { click: () => made.remove() } }, icon("close", 16)));
  document.getElementById("toasts").append(made);
  setTimeout(() => made.remove(), 8000);
}

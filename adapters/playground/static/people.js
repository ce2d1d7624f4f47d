// Faces: each colleague is a plate with their initials and a rim of their own colour.

import { h, icon } from "./dom.js";
import { app, person } from "./state.js";

const COLOURS = 12;

export function plate(id, size = "") {
  const who = person(id);
  if (id === app.bot) return h("span", { class: `plate bot ${size}`, "aria-hidden": "true" }, icon("pot", 22));
  const order = [...app.people.keys()].indexOf(id);
  const colour = who.bot ? "machine" : `hue-${((order % COLOURS) + COLOURS) % COLOURS}`;
  return h("span", { class: `plate ${colour} ${size}`, "aria-hidden": "true" }, initials(who.name));
}

export function initials(name) {
  const words = name.trim().split(/\s+/u);
  const first = [...(words[0] ?? "")][0] ?? "?";
  const last = words.length > 1 ? [...words.at(-1)][0] : "";
  return (first + last).toUpperCase();
}

export const badges = (who) => [
  who.bot && h("span", { class: "badge" }, "app"),
  who.guest && h("span", { class: "badge" }, "guest"),
  who.admin && h("span", { class: "badge" }, "admin"),
  who.deleted && h("span", { class: "badge" }, "deactivated"),
];

// "Ana", "Ana and Bo", "Ana, Bo and 3 others"
export function namesOf(ids, most = 3) {
  const names = ids.map((id) => (id === app.me ? "you" : person(id).name));
  const shown = names.length > most ? names.slice(0, most - 1) : names;
  const others = names.length - shown.length;
  const parts = others ? [...shown, `${others} others`] : shown;
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

// Words of a name that start with what was typed; best first.
export function matching(query, among) {
  const typed = query.toLowerCase();
  const score = (p) => {
    const name = p.name.toLowerCase();
    if (p.id.startsWith(typed) || name.startsWith(typed)) return 0;
    if (name.split(/[\s-]+/u).some((w) => w.startsWith(typed))) return 1;
    return plain(name).includes(plain(typed)) ? 2 : 9;
  };
  return among.map((p) => [score(p), p]).filter(([s]) => s < 9).sort((a, b) => a[0] - b[0]).map(([, p]) => p);
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "");

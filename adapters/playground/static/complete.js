// Completion while typing: /commands, @colleagues, #channels and #topics. A listbox at the caret.

import { clear, h, icon, uid } from "./dom.js";
import { matching, plate } from "./people.js";
import { app } from "./state.js";

const MOST = 8;

// What could be meant just before the caret: {start, end, options: [{insert, label, note, face}]}
export function suggestions(text, caret) {
  const before = text.slice(0, caret);
  const slash = /^\/([a-z-]*)$/iu.exec(before);
  if (slash) return { start: 0, end: caret, options: commands(slash[1].toLowerCase()) };
  const sign = /(?:^|[\s(])([@#])([^\s@#]*(?:\s[^\s@#]*)?)$/u.exec(before);
  if (!sign) return null;
  const [, kind, typed] = sign;
  const start = caret - typed.length - 1;
  const options = kind === "@" ? people(typed) : channels(typed);
  return options.length ? { start, end: caret, options } : null;
}

function commands(typed) {
  const own = { name: "invite", typed: "/invite @colleague", does: "ask somebody, or Potluck, into this channel" };
  const near = [...app.commands, own].filter((c) => c.name.startsWith(typed) || c.typed.slice(1).startsWith(typed));
  return near.slice(0, MOST).map((c) => {
    const rest = /^(\/[a-z-]+(?: (?![@#…<])[a-z]+)*)(.*)$/u.exec(c.typed);
    return { insert: `${rest[1]}${rest[2] ? " " : ""}`.replace(/\s+$/u, " "), label: c.typed, note: c.does, face: icon("slash", 18) };
  });
}

function people(typed) {
  const room = app.rooms.get(app.room);
  const among = [...app.people.values()].filter((p) => !p.deleted);
  const near = typed.includes(" ") && !among.some((p) => p.name.toLowerCase().startsWith(typed.toLowerCase())) ? [] : matching(typed, among);
  near.sort((a, b) => Number(room?.members.includes(b.id)) - Number(room?.members.includes(a.id)));
  return near.slice(0, MOST).map((p) => ({ insert: `@${p.name} `, label: p.name, note: p.title, face: plate(p.id, "small") }));
}

function channels(typed) {
  const q = typed.toLowerCase();
  const known = [...app.rooms.values()].filter((r) => r.kind === "channel" && r.name.startsWith(q));
  const topics = [...topicsSaid()].filter((t) => t.startsWith(q) && !known.some((r) => r.name === t));
  return [
    ...known.map((r) => ({ insert: `#${r.name} `, label: `#${r.name}`, note: r.topic, face: icon("hash", 18) })),
    ...topics.map((t) => ({ insert: `#${t} `, label: `#${t}`, note: "topic", face: icon("hash", 18) })),
  ].slice(0, MOST);
}

// Topics that have been written in what this tab has read.
function topicsSaid() {
  const found = new Set();
  for (const message of app.messages.values()) {
    const texts = message.card ? JSON.stringify(message.card).match(/#[\p{L}\d_-]+/gu) ?? [] : (message.text ?? []).flatMap((p) => p.value.match(/#[\p{L}\d_-]+/gu) ?? []);
    for (const topic of texts) found.add(topic.slice(1).toLowerCase());
  }
  return found;
}

export class Completion {
  constructor(input, replaced) {
    this.input = input;
    this.replaced = replaced;
    this.list = h("div", { class: "completion", role: "listbox", id: uid("completion"), "aria-label": "Suggestions", hidden: true });
    this.options = [];
    this.at = 0;
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    this.close();
  }

  get isOpen() { return !this.list.hidden; }

  update() {
    const found = this.input.selectionStart === this.input.selectionEnd ? suggestions(this.input.value, this.input.selectionStart) : null;
    if (!found || !found.options.length || this.dismissed === this.input.value) return this.close();
    Object.assign(this, found);
    this.at = 0;
    this.draw();
    return undefined;
  }

  draw() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    clear(this.list, this.options.map((o, i) => h("div", {
      role: "option", id: `${this.list.id}-${i}`, class: "option", "aria-selected": String(i === this.at),
      on: { pointerdown: (event) => { event.preventDefault(); this.pick(i); } },
    }, o.face, h("span", { class: "option-label" }, o.label), h("span", { class: "option-note" }, o.note))));
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
    this.list.children[this.at].scrollIntoView({ block: "nearest" });
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  pick(i) {
    const { insert } = this.options[i];
    const { value } = this.input;
    const rest = value.slice(this.end).replace(/^ /u, "");
    this.input.value = value.slice(0, this.start) + insert + rest;
    const caret = this.start + insert.length;
    this.input.setSelectionRange(caret, caret);
    this.close();
    this.replaced();
  }

  // True when the key was for the list.
  key(event) {
    if (!this.isOpen || event.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at = (this.at + step + this.options.length) % this.options.length;
      this.draw();
    } else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey)) {
      const { insert } = this.options[this.at];
      if (event.key === "Enter" && this.input.value.slice(this.start, this.end) === insert.trim()) { this.close(); return false; }
      this.pick(this.at);
    } else if (event.key === "Escape") {
      this.dismissed = this.input.value;
      this.close();
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}

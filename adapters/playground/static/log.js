// A list of messages: days, the line where the unread begin, scrolling, walking with the arrow keys.

import { h, reconcile } from "./dom.js";
import { drawMessage, messageMenu } from "./message.js";
import { app } from "./state.js";
import { dayName, dayOf, said } from "./time.js";

const CLOSE = 5 * 60 * 1000;

// What to show for some messages; `newFrom` is the id after which they are new, 0 for nowhere.
export function items(ids, { newFrom = 0, inThread = false, root = null } = {}) {
  const out = [];
  let before = null;
  let marked = newFrom === 0;
  for (const id of ids) {
    const message = app.messages.get(id);
    if (!message) continue;
    const day = dayOf(said(id));
    const newDay = !inThread && (!before || dayOf(said(before.id)) !== day);
    if (newDay) {
      const name = dayName(said(id));
      out.push({ key: `day-${day}`, signature: name, make: () => h("div", { class: "day", role: "separator", "aria-label": name }, h("span", {}, name)) });
    }
    let isFirstNew = false;
    if (!marked && id > newFrom && message.author !== app.me) {
      marked = isFirstNew = true;
      out.push({ key: "new", signature: "new", make: () => h("div", { class: "new-line", role: "separator", "aria-label": "New messages" }, h("span", {}, "New")) });
    }
    const brief = !newDay && !isFirstNew && before?.author === message.author && !message.private && !before.private
      && before.id !== root && said(id) - said(before.id) < CLOSE;
    const isRoot = id === root;
    const time = dayName(said(id));
    out.push({
      key: `m-${id}`,
      signature: JSON.stringify([message, brief, app.me, message.card ? time : "", app.rooms.size]),
      make: () => drawMessage(message, { brief, inThread, isRoot }),
    });
    before = message;
  }
  return out;
}

export class Log {
  constructor(label, { onTop, onEnd, leave }) {
    this.list = h("div", { class: "log-list", role: "log", "aria-label": label, "aria-live": "polite", "aria-relevant": "additions" });
    this.element = h("div", { class: "log", tabindex: "0", role: "region", "aria-label": label, on: { keydown: (e) => this.keys(e), scroll: () => this.scrolled() } }, this.list);
    this.atEnd = true;
    this.onTop = onTop;
    this.onEnd = onEnd;
    this.leave = leave;
    new ResizeObserver(() => { if (this.atEnd) this.toEnd(); }).observe(this.element);
    new ResizeObserver(() => { if (this.atEnd) this.toEnd(); }).observe(this.list);
  }

  show(made) {
    const before = this.element.scrollHeight - this.element.scrollTop;
    const top = this.list.firstElementChild?.dataset.key;
    reconcile(this.list, made);
    const grewAbove = top && this.list.firstElementChild?.dataset.key !== top;
    if (this.atEnd) this.toEnd();
    else if (grewAbove) this.element.scrollTop = this.element.scrollHeight - before;
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
    this.atEnd = true;
  }

  reveal(id) {
    const found = this.list.querySelector(`[data-message="${id}"]`);
    if (!found) return false;
    this.atEnd = false;
    found.scrollIntoView({ block: "center" });
    found.classList.add("pointed");
    found.focus({ preventScroll: true });
    setTimeout(() => found.classList.remove("pointed"), 2500);
    return true;
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    this.atEnd = scrollHeight - scrollTop - clientHeight < 40;
    if (scrollTop < 200) this.onTop?.();
    if (this.atEnd) this.onEnd?.();
  }

  focusLast() {
    const all = this.list.querySelectorAll(".message");
    all[all.length - 1]?.focus();
  }

  keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = document.activeElement.closest(".message");
    const onMessage = document.activeElement === at || document.activeElement === this.element;
    const all = [...this.list.querySelectorAll(".message")];
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === "Escape") this.leave?.();
    else if (!onMessage) return;
    else if (step && !at) all.at(-1)?.focus();
    else if (step) {
      const next = all[all.indexOf(at) + step];
      if (next) next.focus();
      else if (step > 0) this.leave?.();
    } else if (event.key === "Home") all[0]?.focus();
    else if (event.key === "End") all.at(-1)?.focus();
    else if (event.key === "Enter" && at) messageMenu(at.querySelector('[data-focus="more"]'), app.messages.get(Number(at.dataset.message)), Boolean(at.closest(".thread")));
    else return;
    event.preventDefault();
  }
}

// The panel beside: one message and the replies below it.

import { clear, h, iconButton } from "./dom.js";
import { Composer } from "./composer.js";
import { items, Log } from "./log.js";
import { app, roomName } from "./state.js";

let parts = null;

function build(aside) {
  const log = new Log("Thread", { leave: () => composer.focus() });
  const composer = new Composer({
    id: "thread-composer", label: "Reply in the thread",
    up: () => log.focusLast(), escape: close, sent: () => log.toEnd(),
  });
  const where = h("p", { class: "room-note" });
  clear(aside,
    h("div", { class: "room-head" }, h("div", { class: "room-words" }, h("h2", {}, "Thread"), where), iconButton("close", "Close the thread", close)),
    h("div", { class: "room-body" }, log.element), composer.element);
  parts = { log, composer, where };
}

function close() {
  location.hash = `#/${app.room}`;
  document.getElementById("composer")?.focus();
}

export function drawThread(aside) {
  const { thread } = app;
  aside.hidden = !thread;
  document.getElementById("app").classList.toggle("has-thread", Boolean(thread));
  if (!thread) { if (parts) parts.shown = null; return; }
  if (!parts) build(aside);
  const root = app.messages.get(thread.root);
  const it = app.rooms.get(root.room);
  parts.where.textContent = it ? (it.kind === "channel" ? `#${it.name}` : roomName(it)) : "";
  parts.composer.at(root.room, thread.root, "Reply");
  if (parts.shown !== `${app.me}/${thread.root}`) {
    parts.shown = `${app.me}/${thread.root}`;
    parts.log.atEnd = true;
    parts.log.list.replaceChildren();
    if (matchMedia("(hover: hover)").matches) parts.composer.focus();
  }
  const count = thread.ids.length;
  const line = { key: "count", signature: String(count), make: () => h("div", { class: "day", role: "separator" }, h("span", {}, count === 1 ? "1 reply" : `${count} replies`)) };
  const [first, ...rest] = items([thread.root, ...thread.ids], { inThread: true, root: thread.root });
  parts.log.show(count ? [first, line, ...rest] : [first]);
}

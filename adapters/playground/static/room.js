// The middle: a conversation's head, its messages, the box to write in; and Potluck's Home tab.

import { clear, h, icon, iconButton } from "./dom.js";
import { loadMore, loadRoom, lookHome, pressing, seen, trying } from "./acts.js";
import { drawBlocks } from "./blocks.js";
import { Composer } from "./composer.js";
import { draw } from "./draw.js";
import { items, Log } from "./log.js";
import { dialog } from "./menu.js";
import { badges, plate } from "./people.js";
import { otherIn } from "./side.js";
import { app, me, person, room, roomName } from "./state.js";
import { city, clockTime, now } from "./time.js";

let parts = null;

export function buildRoom(main) {
  const log = new Log("Messages", {
    onTop: () => older(),
    onEnd: () => { newer(); seen(app.room); },
    leave: () => composer.focus(),
  });
  log.element.id = "log";
  const composer = new Composer({
    id: "composer", label: "Write a message",
    up: () => log.focusLast(),
    escape: () => { if (app.thread) location.hash = `#/${app.room}`; },
    sent: (got) => { log.atEnd = true; if (got.messages) log.toEnd(); latest(); },
  });
  const head = h("div", { class: "room-head" });
  const home = h("div", { class: "home", tabindex: "0", role: "tabpanel", "aria-label": "Home", id: "home-panel" });
  const empty = h("div", { class: "empty", hidden: true });
  const jump = h("button", { type: "button", class: "to-latest", hidden: true, on: { click: () => latest(true) } }, icon("down", 16), h("span", {}, "To the latest"));
  const body = h("div", { class: "room-body" }, log.element, empty, jump);
  clear(main, head, body, composer.element, home);
  parts = { log, composer, head, home, empty, jump, body };
  return parts;
}

async function older() {
  await trying(() => loadMore(app.room, "older"));
  draw();
}

async function newer() {
  const line = app.timelines.get(app.room);
  if (!line?.newer) return;
  await trying(() => loadMore(app.room, "newer"));
  draw();
}

async function latest(scroll = false) {
  const line = app.timelines.get(app.room);
  if (line?.newer) await trying(() => loadRoom(app.room));
  parts.log.atEnd = true;
  draw();
  if (scroll) { parts.log.toEnd(); parts.composer.focus(); }
}

export function drawRoom() {
  const it = room();
  if (!it || !parts) return;
  const atHome = it.kind === "app" && app.tab === "home";
  drawHead(it, atHome);
  parts.body.hidden = parts.composer.element.hidden = atHome;
  parts.home.hidden = !atHome;
  if (atHome) return drawHome();
  const line = app.timelines.get(it.id);
  const name = roomName(it);
  parts.composer.at(it.id, null, it.kind === "channel" ? `Write in #${name}` : `Write to ${name}`);
  parts.log.element.setAttribute("aria-label", `Messages in ${name}`);
  if (parts.shown !== `${app.me}/${it.id}`) {
    parts.shown = `${app.me}/${it.id}`;
    parts.log.atEnd = true;
    parts.log.list.setAttribute("aria-live", "off");
    setTimeout(() => parts.log.list.setAttribute("aria-live", "polite"), 500);
    parts.log.list.replaceChildren();
  }
  if (line) parts.log.show([...start(it, line), ...items(line.ids, { newFrom: app.newFrom })]);
  parts.jump.hidden = parts.log.atEnd && !line?.newer;
  const isEmpty = Boolean(line) && !line.ids.length;
  parts.empty.hidden = !isEmpty;
  if (isEmpty && parts.emptyFor !== it.id + app.me) { parts.emptyFor = it.id + app.me; clear(parts.empty, welcome(it)); }
  if (parts.log.atEnd) seen(it.id);
  return undefined;
}

// What stands above the very first message.
function start(it, line) {
  if (line.older || !line.ids.length) return [];
  const words = it.kind === "channel" ? `This is where #${it.name} begins.` : it.kind === "app" ? "This is where you and Potluck begin." : `This is where you and ${roomName(it)} begin.`;
  return [{ key: "start", signature: words, make: () => h("p", { class: "start" }, words) }];
}

function drawHead(it, atHome) {
  const key = JSON.stringify([it.id, roomName(it), it.topic, it.members.length, atHome, app.me, clockTime(now())]);
  if (parts.head.key === key) return;
  parts.head.key = key;
  const name = roomName(it);
  const other = it.kind === "direct" ? otherIn(it) : null;
  const note = it.kind === "channel" ? it.topic : it.kind === "app" ? "Peer learning, for you alone in here" : other ? `${other.title} · ${clockTime(now(), other.zone)} in ${city(other.zone)}` : "";
  const face = it.kind === "channel" ? icon("hash", 22) : it.kind === "app" ? plate(app.bot) : other ? plate(other.id) : h("span", { class: "plate hue-many", "aria-hidden": "true" }, it.members.length - 1);
  const focused = parts.head.contains(document.activeElement) ? document.activeElement.id : "";
  clear(parts.head,
    h("div", { class: "room-title" }, face, h("div", { class: "room-words" }, h("h2", {}, h("bdi", {}, name), other ? badges(other) : null, it.kind === "app" ? badges(person(app.bot)) : null), h("p", { class: "room-note", dir: "auto" }, note))),
    it.kind === "app" ? h("div", { class: "tabs", role: "tablist", "aria-label": "Potluck", on: { keydown: tabKeys } }, tab("messages", "Messages", it, !atHome), tab("home", "Home", it, atHome)) : null,
    it.kind === "channel" ? h("button", { type: "button", class: "button quiet members", "aria-label": `${it.members.length} people are in here`, on: { click: () => showMembers(it) } }, icon("people", 18), it.members.length) : null);
  if (focused) document.getElementById(focused)?.focus();
}

function tab(name, label, it, selected) {
  return h("button", {
    type: "button", role: "tab", id: `tab-${name}`, class: "tab", "aria-selected": String(selected), tabindex: selected ? "0" : "-1", "aria-controls": name === "home" ? "home-panel" : "log",
    on: { click: () => { location.hash = name === "home" ? `#/${it.id}/home` : `#/${it.id}`; } },
  }, label);
}

function tabKeys(event) {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  const other = event.currentTarget.querySelector('[aria-selected="false"]');
  other.focus();
  other.click();
}

function showMembers(it) {
  dialog(`In #${it.name}`, () => h("ul", { class: "fields member-list" }, it.members.map((id) => {
    const p = person(id);
    return h("li", {}, plate(id, "small"), h("span", { class: "menu-words" }, h("span", {}, h("bdi", {}, p.name), badges(p)), h("small", {}, p.bot ? p.title : `${p.title} · ${clockTime(now(), p.zone)} in ${city(p.zone)}`)));
  })));
}

function drawHome() {
  if (!app.home) return;
  const key = JSON.stringify([app.home, app.me, clockTime(now()).slice(0, 2)]);
  if (parts.home.key === key) return;
  parts.home.key = key;
  const focus = document.activeElement?.dataset?.focus;
  const inside = parts.home.contains(document.activeElement);
  clear(parts.home, h("div", { class: "home-page" }, app.home.length ? drawBlocks(app.home, pressing("home")) : h("p", { class: "b-context" }, "There is nothing here yet.")));
  if (inside && focus) parts.home.querySelector(`[data-focus="${focus}"]`)?.focus();
}

// An empty conversation says what it is for, and what one could write.
function welcome(it) {
  const tries = (lines) => h("div", { class: "tries" }, lines.map((line) => h("button", { type: "button", class: "try", on: { click: () => parts.composer.put(line) } }, line)));
  const mate = [...app.people.values()].find((p) => !p.bot && !p.deleted && p.id !== app.me);
  if (it.kind === "app") {
    return [h("span", { class: "empty-mark", "aria-hidden": "true" }, icon("pot", 56)), h("h3", {}, `Hello ${me().name.split(" ")[0]}`), h("p", {}, "Potluck helps people learn from each other. Write to it here as you would to a colleague."), tries([`kudos @${mate.name} for …`, "kudos me", "help"])];
  }
  if (it.kind === "channel") {
    const hasBot = it.members.includes(app.bot);
    return [h("span", { class: "empty-mark", "aria-hidden": "true" }, icon("pot", 56)), h("h3", {}, `#${it.name} is still empty`), h("p", {}, it.topic || "Be the first to put something on the table."), tries(hasBot ? [`/kudos @${mate.name} for …`, "@Potluck help"] : ["/invite @Potluck"])];
  }
  return [h("span", { class: "empty-mark" }, it.members.filter((id) => id !== app.me).slice(0, 3).map((id) => plate(id, "large"))), h("h3", { dir: "auto" }, roomName(it)), h("p", {}, "Nothing has been said here yet.")];
}

export { iconButton, lookHome };

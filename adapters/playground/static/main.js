// Starts the page: who, where, the live line; and takes one from place to place.

import { get, hangUp, listen, Problem } from "./api.js";
import { hearClock, loadRoom, loadThread, lookHome, seen, trying } from "./acts.js";
import { clear, h } from "./dom.js";
import { draw, drawNow, drawWith } from "./draw.js";
import { closeMenu, toast } from "./menu.js";
import { buildRoom, drawRoom } from "./room.js";
import { drawSide } from "./side.js";
import { app, forgetEverything, take } from "./state.js";
import { drawThread } from "./thread.js";
import { applyTheme, drawTop, openJump } from "./top.js";
import { clockTime } from "./time.js";

const top_ = document.getElementById("top");
const side = document.getElementById("side");
const main = document.getElementById("main");
const aside = document.getElementById("thread");
const shade = document.getElementById("shade");

applyTheme();
const parts = buildRoom(main);
drawWith(() => drawTop(top_, { become, toggleSide }));
drawWith(() => drawSide(side));
drawWith(drawRoom);
drawWith(() => drawThread(aside));

// Who.

async function start(who) {
  app.me = who;
  const got = await get("start");
  Object.assign(app, { me: got.me, bot: got.bot, commands: got.commands, emoji: new Map(got.emoji), shortcuts: got.shortcuts, home: null });
  app.people = new Map(got.people.map((p) => [p.id, p]));
  app.rooms = new Map(got.rooms.map((r) => [r.id, r]));
  forgetEverything();
  app.skew = got.clock.now - Date.now();
  app.ahead = got.clock.ahead;
  localStorage.setItem("as", app.me);
  const url = new URL(location.href);
  url.searchParams.set("as", app.me);
  history.replaceState(null, "", url);
}

async function become(who) {
  if (who === app.me) return;
  await trying(async () => {
    hangUp();
    app.room = null;
    await start(who);
    await go();
    listen(hear, fresh);
    toast(`You speak as ${app.people.get(who).name} now.`);
  });
}

// Where: #/room, #/room/message, #/room/t/root, #/a-ana/home.

let going = 0;
async function go() {
  const turn = ++going;
  const [, wanted, what, which] = location.hash.split("/");
  const id = app.rooms.has(wanted) ? wanted : [...app.rooms.keys()].find((r) => r === "c-general") ?? app.rooms.keys().next().value;
  const moved = app.room !== id;
  closeSide();
  closeMenu();
  if (moved) {
    app.room = id;
    app.newFrom = app.rooms.get(id).unread ? app.rooms.get(id).read : 0;
    app.thread = null;
  }
  app.tab = what === "home" ? "home" : "messages";
  await trying(async () => {
    const pointed = /^\d+$/u.test(what ?? "") ? Number(what) : null;
    const root = what === "t" && /^\d+$/u.test(which ?? "") ? Number(which) : null;
    if (app.tab === "home") await lookHome();
    else if (!app.timelines.has(id)) await loadRoom(id);
    if (turn !== going) return;
    if (root) await loadThread(root);
    else if (what !== "home") app.thread = null;
    if (pointed) await point(id, pointed);
  });
  if (turn !== going) return;
  drawNow();
  if (moved && matchMedia("(hover: hover)").matches && app.tab === "messages" && !app.thread && !document.querySelector("dialog[open]")) parts.composer.focus();
}

// Show one message: load what is around it, its thread if it is a reply, and mark it for a moment.
async function point(room, id) {
  const known = app.messages.get(id);
  if (known && known.thread === null && app.timelines.get(room)?.ids.includes(id)) app.thread = null;
  else {
    const page = await loadRoom(room, id);
    if (page.thread) await loadThread(page.thread);
  }
  drawNow();
  requestAnimationFrame(() => {
    const found = document.querySelector(`.log [data-message="${id}"]`);
    if (!found) return;
    if (!found.closest(".thread")) parts.log.reveal(id);
    else { found.classList.add("pointed"); found.focus(); }
  });
}

// What is told.

function hear(news) {
  if (news.kind === "message") {
    const { message } = news;
    const isNew = take(message);
    if (isNew && message.room === app.room && !document.hasFocus() && !app.newFrom) app.newFrom = app.rooms.get(app.room).read;
    if (!app.rooms.has(message.room)) trying(refreshRooms);
    if (isNew && message.author === app.bot && app.tab === "home") trying(lookHome);
  } else if (news.kind === "marks") {
    const it = app.rooms.get(news.room);
    if (it) Object.assign(it, { read: Math.max(it.read, news.read), unread: news.unread, mentions: news.mentions });
  } else if (news.kind === "room") {
    const before = app.rooms.get(news.room.id) ?? { read: 0, unread: 0, mentions: 0 };
    app.rooms.set(news.room.id, { ...before, ...news.room });
  } else if (news.kind === "clock") {
    hearClock(news);
    if (app.tab === "home") trying(lookHome);
  }
  draw();
}

async function refreshRooms() {
  const got = await get("start");
  app.rooms = new Map(got.rooms.map((r) => [r.id, r]));
  draw();
}

// After a gap in the line, everything is read again; the place and the drafts stay.
function fresh(again) {
  if (!again) return;
  trying(async () => {
    const root = app.thread?.root;
    await start(app.me);
    await loadRoom(app.room);
    if (root) await loadThread(root);
    draw();
  });
}

// The frame.

function toggleSide() {
  const open = document.body.classList.toggle("side-open");
  shade.hidden = !open;
  if (open) side.querySelector('[aria-current="page"], a')?.focus();
}

function closeSide() {
  document.body.classList.remove("side-open");
  shade.hidden = true;
}

shade.addEventListener("click", closeSide);
addEventListener("hashchange", go);
addEventListener("focus", () => seen(app.room));
document.addEventListener("visibilitychange", () => seen(app.room));
addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (!document.querySelector("dialog[open]")) openJump();
  } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    const ids = [...side.querySelectorAll("a.room")].map((a) => a.getAttribute("href"));
    const at = ids.indexOf(`#/${app.room}`) + (event.key === "ArrowUp" ? -1 : 1);
    if (ids[at]) location.hash = ids[at];
  } else if (event.key === "Escape" && document.body.classList.contains("side-open")) {
    closeSide();
    document.getElementById("open-side").focus();
  }
});
for (const skip of document.querySelectorAll("[data-skip]")) {
  skip.addEventListener("click", () => {
    const to = document.getElementById(skip.dataset.skip);
    (skip.dataset.skip === "rooms" ? to?.querySelector("a") ?? to : to)?.focus();
  });
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

// The clock ticks in the bar; at a new minute times and days are looked at again.
let minute = "";
setInterval(() => {
  if (!app.me || clockTime(Date.now() + app.skew) === minute) return;
  minute = clockTime(Date.now() + app.skew);
  draw();
}, 1000);

async function begin() {
  const asked = new URLSearchParams(location.search).get("as") ?? localStorage.getItem("as") ?? "ana";
  try {
    await start(asked).catch((error) => {
      if (!(error instanceof Problem)) throw error;
      return start("ana");
    });
    await go();
    listen(hear, fresh);
    document.body.classList.add("ready");
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    clear(main, h("div", { class: "empty" }, h("h3", {}, "The playground can't be reached"), h("p", {}, error.message), h("button", { type: "button", class: "button primary", on: { click: () => location.reload() } }, "Try again")));
  }
}

begin();

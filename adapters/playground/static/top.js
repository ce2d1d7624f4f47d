// The bar above everything: the clock, whom one speaks as, jumping about, light and dark.

import { clear, h, icon, iconButton } from "./dom.js";
import { moveClock } from "./acts.js";
import { dialog, menu } from "./menu.js";
import { badges, matching, plate } from "./people.js";
import { app, me, roomName } from "./state.js";
import { aheadWords, city, clockTime, headerClock, nextMonday, now, shortDay } from "./time.js";

let parts = null;

export function drawTop(bar, { become, toggleSide }) {
  if (!parts) {
    parts = {
      clock: h("button", { type: "button", class: "clock", "aria-haspopup": "menu", "aria-expanded": "false", id: "clock", on: { click: (e) => clockMenu(e.currentTarget) } }),
      theme: h("button", { type: "button", class: "icon-button", on: { click: turnTheme } }),
      me: h("button", { type: "button", class: "me", "aria-haspopup": "menu", "aria-expanded": "false", id: "speak-as", on: { click: (e) => peopleMenu(e.currentTarget, become) } }),
    };
    clear(bar,
      iconButton("menu", "Conversations", toggleSide, { class: "icon-button only-narrow", id: "open-side" }),
      h("div", { class: "brand" }, h("span", { class: "brand-mark", "aria-hidden": "true" }, icon("pot", 24)), h("h1", {}, "Potluck", h("span", { class: "brand-note" }, " playground"))),
      h("button", { type: "button", class: "jump", on: { click: openJump }, "aria-label": "Jump to a conversation" }, icon("search", 16), h("span", {}, "Jump to…"), h("kbd", {}, "Ctrl K")),
      parts.clock, parts.theme, parts.me);
  }
  const { day, time } = headerClock();
  const ahead = aheadWords(app.ahead);
  const clockKey = [day, time, ahead, app.me].join();
  if (parts.clock.key !== clockKey) {
    parts.clock.key = clockKey;
    parts.clock.setAttribute("aria-label", `It is ${day}, ${time} in ${city(me().zone)}${ahead ? `, ${ahead} ahead of the real time` : ""}. Move the clock on`);
    clear(parts.clock, icon("clock", 17), h("span", { class: "clock-day" }, day), h("span", { class: "clock-time" }, time), ahead ? h("span", { class: "clock-ahead", title: "ahead of the real time" }, `+${short(app.ahead)}`) : null);
  }
  const dark = isDark();
  if (parts.theme.dark !== dark) {
    parts.theme.dark = dark;
    parts.theme.setAttribute("aria-label", dark ? "Switch to light" : "Switch to dark");
    parts.theme.title = dark ? "Light" : "Dark";
    clear(parts.theme, icon(dark ? "sun" : "moon"));
  }
  if (parts.me.who !== app.me) {
    parts.me.who = app.me;
    parts.me.setAttribute("aria-label", `You speak as ${me().name}. Change`);
    clear(parts.me, plate(app.me, "small"), h("span", { class: "me-words" }, h("small", {}, "You speak as"), h("bdi", {}, me().name)), icon("down", 16));
  }
}

function short(milliseconds) {
  const hours = Math.round(milliseconds / 3600000);
  return hours < 24 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

function clockMenu(from) {
  const zone = me().zone;
  const to = (at) => `${shortDay(at)} at ${clockTime(at)}`;
  menu(from, "Move the clock on", [
    { heading: `${city(zone)}: ${headerClock().day}, ${headerClock().time}` },
    { label: "An hour on", note: to(now() + 3600000), icon: "ahead", act: () => moveClock("hour") },
    { label: "A day on", note: to(now() + 86400000), icon: "ahead", act: () => moveClock("day") },
    { label: "To Monday 09:00", note: to(nextMonday()), icon: "ahead", act: () => moveClock("monday") },
    { heading: "It never goes back. Whatever comes due on the way, Potluck does." },
  ]);
}

function peopleMenu(from, become) {
  const people = [...app.people.values()].filter((p) => !p.bot);
  menu(from, "Speak as", [
    { heading: "Speak as" },
    ...people.map((p) => ({
      label: h("span", {}, h("bdi", {}, p.name), badges(p)),
      note: p.deleted ? p.title : `${p.title} · ${clockTime(now(), p.zone)} in ${city(p.zone)}`,
      face: plate(p.id, "small"), current: p.id === app.me, disabled: p.deleted, act: () => become(p.id),
    })),
    "-",
    { label: "Another tab as somebody else", icon: "window", act: anotherTab },
    { label: "Keyboard", icon: "keys", act: showKeys },
  ]);
}

function anotherTab() {
  dialog("Open another tab as", (close) => h("div", { class: "fields people-links" },
    [...app.people.values()].filter((p) => !p.bot && !p.deleted && p.id !== app.me).map((p) =>
      h("a", { class: "menu-item", href: `/?as=${encodeURIComponent(p.id)}${location.hash}`, target: "_blank", rel: "noopener", on: { click: close } }, plate(p.id, "small"), h("span", { class: "menu-words" }, h("bdi", {}, p.name), h("small", {}, p.title))))));
}

export function showKeys() {
  const rows = [["Ctrl K", "Jump to a conversation"], ["Alt ↑ / Alt ↓", "Previous or next conversation"], ["↑ in an empty box", "Walk through messages"], ["Enter on a message", "Its menu"], ["Escape", "Back: close what is open, return to writing"], ["/ @ #", "Commands, colleagues, channels and topics"], ["Shift Enter", "A new line"]];
  dialog("Keyboard", () => h("dl", { class: "keys" }, rows.map(([keys, does]) => h("div", {}, h("dt", {}, h("kbd", {}, keys)), h("dd", {}, does)))));
}

export function openJump() {
  const rooms = [...app.rooms.values()].map((r) => ({ id: r.id, name: roomName(r), room: r }));
  let found = rooms;
  let at = 0;
  const list = h("div", { class: "jump-list", role: "listbox", id: "jump-list", "aria-label": "Conversations" });
  const input = h("input", {
    type: "text", class: "input", role: "combobox", "aria-label": "Conversation", "aria-expanded": "true", "aria-controls": "jump-list", placeholder: "Where to?", autocomplete: "off",
    on: { input: () => { at = 0; found = input.value.trim() ? matching(input.value.trim().replace(/^[#@]/u, ""), rooms) : rooms; draw(); }, keydown: key },
  });
  let shut = null;
  const go = (it) => { shut(); location.hash = `#/${it.id}`; };
  function draw() {
    clear(list, found.length ? found.map((it, i) => h("div", { role: "option", id: `jump-${i}`, class: "option", "aria-selected": String(i === at), on: { click: () => go(it) } },
      it.room.kind === "channel" ? icon("hash", 18) : plate(it.room.kind === "app" ? app.bot : it.room.members.find((m) => m !== app.me) ?? app.me, "small"),
      h("bdi", { class: "option-label" }, it.name), h("span", { class: "option-note" }, it.room.topic))) : h("p", { class: "option none" }, "There is no such conversation."));
    if (found.length) input.setAttribute("aria-activedescendant", `jump-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }
  function key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) { at = (at + step + found.length) % found.length; draw(); }
    else if (event.key === "Enter" && found[at]) go(found[at]);
    else return;
    event.preventDefault();
  }
  draw();
  dialog("Jump to", (close) => { shut = close; return h("div", { class: "fields" }, input, list); }, { class: "dialog jump-dialog" });
  input.focus();
}

// Light and dark: as the system has it, until somebody chooses.

const isDark = () => document.documentElement.dataset.theme === "dark" || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);

function turnTheme() {
  const to = isDark() ? "light" : "dark";
  localStorage.setItem("theme", to);
  applyTheme();
  drawTop(document.getElementById("top"), {});
}

export function applyTheme() {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
}

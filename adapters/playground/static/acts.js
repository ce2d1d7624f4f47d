// What people do with messages: one function a deed. Answers are drawn wherever they belong.

import { deed, get, post, Problem } from "./api.js";
import { openForm } from "./form.js";
import { confirmed, toast } from "./menu.js";
import { app, take, takePage } from "./state.js";
import { draw } from "./draw.js";

// Every answer of the server comes through here.
export function answer(got, from) {
  if (got.messages) got.messages.forEach(take);
  if (got.notice) toast(got.notice);
  if (got.form) openForm(got.form, got.opened);
  if (got.home) { app.home = got.home; }
  if (got.messages && from === "home" && !got.home) {
    toast("Potluck has answered in your messages with it.", { label: "Read", act: () => { location.hash = `#/${app.room}`; } });
  }
  draw();
}

export async function trying(doing) {
  try {
    return await doing();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toast(error.message);
    return null;
  }
}

async function busy(element, doing) {
  if (element?.getAttribute("aria-busy") === "true") return;
  element?.setAttribute("aria-busy", "true");
  try {
    await trying(doing);
  } finally {
    element?.removeAttribute("aria-busy");
  }
}

// `where` is a message's id, or "home".
export const pressing = (where) => ({
  async press(press, choice, ask, element) {
    if (ask && !(await confirmed(ask))) return;
    await busy(element, async () => {
      const body = { deed: deed(), key: press.key, data: press.data };
      if (where !== "home") body.message = where;
      if (choice !== null) body.choice = choice;
      answer(await post("press", body), where);
      if (where === "home") await lookHome();
    });
  },
});

export async function lookHome() {
  const got = await post("home", { deed: deed() });
  app.home = got.home;
  draw();
}

export const react = (message, emoji) => trying(async () => {
  const on = !message.reactions.some((r) => r.emoji === emoji && r.people.includes(app.me));
  answer(await post("react", { deed: deed(), message: message.id, emoji, on }));
});

export const useShortcut = (message, name) => trying(async () =>
  answer(await post("shortcut", { deed: deed(), message: message.id, name })));

export const rewrite = (message, text) => trying(async () => {
  answer(await post("edit", { deed: deed(), message: message.id, text }));
  return true;
});

export async function takeBack(message) {
  const ask = { title: "Delete this message?", text: "It disappears for everybody.", yes: "Delete it", no: "Keep it" };
  if (await confirmed(ask)) await trying(() => post("take_back", { deed: deed(), message: message.id }));
}

export const dismiss = (message) => trying(() => post("dismiss", { message: message.id }));

export const moveClock = (by) => trying(async () => { hearClock(await post("clock", { by })); });

export function hearClock(news) {
  app.skew = news.now - Date.now();
  app.ahead = news.ahead;
  draw();
}

// Timelines and threads, read when they are looked at.

export async function loadRoom(room, around) {
  const page = await get("messages", around ? { room, around } : { room });
  const line = { ids: [], older: page.older, newer: around ? page.newer : false };
  takePage(line, page);
  app.timelines.set(room, line);
  return page;
}

export async function loadMore(room, which) {
  const line = app.timelines.get(room);
  if (!line || line.loading || !line[which]) return;
  line.loading = true;
  try {
    const query = which === "older" ? { before: line.ids[0] } : { after: line.ids.at(-1) };
    const page = await get("messages", { room, ...query });
    takePage(line, page);
    line[which] = page[which];
  } finally {
    line.loading = false;
  }
}

export async function loadThread(root) {
  const page = await get("thread", { root });
  app.messages.set(page.root.id, page.root);
  const thread = { root, ids: [], older: page.older, newer: false };
  takePage(thread, page);
  app.thread = thread;
}

export function seen(room) {
  const it = app.rooms.get(room);
  const line = app.timelines.get(room);
  let upto = line && !line.newer ? line.ids.at(-1) ?? 0 : 0;
  if (app.thread && app.messages.get(app.thread.root)?.room === room) upto = Math.max(upto, app.thread.ids.at(-1) ?? 0);
  for (const id of line?.ids ?? []) upto = Math.max(upto, app.messages.get(id)?.replies?.latest ?? 0);
  if (!it || !upto || upto <= it.read || document.visibilityState !== "visible" || !document.hasFocus()) return;
  it.read = upto;
  it.unread = it.mentions = 0;
  draw();
  post("seen", { room, upto }).catch(() => {});
}

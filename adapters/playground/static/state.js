// What this tab knows. Everything else draws from here.

export const app = {
  me: "",
  bot: "",
  people: new Map(),
  rooms: new Map(),
  messages: new Map(),
  timelines: new Map(), // room id → {ids, older, newer}
  thread: null, // {root, ids, older}
  room: null,
  tab: "messages", // or "home", in Potluck's own conversation
  newFrom: 0, // what was read when the room was opened
  commands: [],
  emoji: new Map(), // short name → the character, in the order they are offered
  shortcuts: [],
  skew: 0,
  ahead: 0,
  lineLost: false,
};

export const person = (id) => app.people.get(id) ?? { id, name: id, title: "", zone: "UTC", bot: false, deleted: true };
export const me = () => person(app.me);
export const room = () => app.rooms.get(app.room);

// What a room is called, for the person who looks.
export function roomName(it) {
  if (it.kind === "channel") return it.name;
  if (it.kind === "app") return "Potluck";
  const others = it.members.filter((id) => id !== app.me);
  return others.map((id) => person(id).name).join(", ") || me().name;
}

function place(ids, id) {
  let at = ids.length;
  while (at > 0 && ids[at - 1] > id) at -= 1;
  if (ids[at - 1] !== id) ids.splice(at, 0, id);
}

function drop(ids, id) {
  const at = ids?.indexOf(id) ?? -1;
  if (at >= 0) ids.splice(at, 1);
}

// Take in a message as it is now. Returns true when it was not known before.
export function take(message) {
  const isNew = !app.messages.has(message.id);
  app.messages.set(message.id, message);
  const line = message.thread === null
    ? app.timelines.get(message.room)
    : app.thread?.root === message.thread ? app.thread : null;
  if (message.gone && !message.replies) {
    drop(line?.ids, message.id);
    if (app.thread?.root === message.id) app.thread = null;
  } else if (line && !line.newer) place(line.ids, message.id);
  return isNew;
}

export function takePage(line, page) {
  for (const message of page.messages) {
    app.messages.set(message.id, message);
    place(line.ids, message.id);
  }
}

export function forgetEverything() {
  app.messages.clear();
  app.timelines.clear();
  app.thread = null;
}

// Drafts outlive a reload of the tab.
const draftKey = (room, thread) => `draft:${app.me}:${room}:${thread ?? ""}`;
export const draft = (room, thread) => sessionStorage.getItem(draftKey(room, thread)) ?? "";
export function keepDraft(room, thread, text) {
  if (text) sessionStorage.setItem(draftKey(room, thread), text);
  else sessionStorage.removeItem(draftKey(room, thread));
}

// The list of conversations: Potluck, channels, direct messages; what is unread stands out.

import { h, icon, iconButton, reconcile, clear } from "./dom.js";
import { post } from "./api.js";
import { trying } from "./acts.js";
import { dialog } from "./menu.js";
import { plate } from "./people.js";
import { peoplePicker } from "./picker.js";
import { app, person, roomName } from "./state.js";

let lists = null;

export function drawSide(nav) {
  if (!lists) {
    lists = { app: section("Apps"), channel: section("Channels"), direct: section("Direct messages", iconButton("plus", "New direct message", newDirect)) };
    clear(nav, h("div", { class: "side-inner", id: "rooms", tabindex: "-1" }, lists.app.element, lists.channel.element, lists.direct.element));
  }
  const rooms = [...app.rooms.values()];
  for (const kind of ["app", "channel", "direct"]) {
    const mine = rooms.filter((r) => r.kind === kind);
    if (kind === "direct") mine.sort((a, b) => roomName(a).localeCompare(roomName(b)));
    reconcile(lists[kind].list, mine.map((room) => {
      const here = room.id === app.room;
      return {
        key: room.id,
        signature: JSON.stringify([roomName(room), room.unread, room.mentions, here, app.me]),
        make: () => h("li", {}, entry(room, here)),
      };
    }));
    lists[kind].empty.hidden = mine.length > 0;
  }
  const unread = rooms.reduce((sum, r) => sum + (r.kind === "channel" ? r.mentions : r.unread), 0);
  const here = app.rooms.get(app.room);
  document.title = `${unread ? `(${unread}) ` : ""}${here ? `${here.kind === "channel" ? "#" : ""}${roomName(here)} · ` : ""}Potluck playground`;
}

function section(name, extra) {
  const list = h("ul", { class: "rooms", "aria-label": name });
  const empty = h("p", { class: "rooms-empty", hidden: true }, "Nobody yet. Say hello to somebody.");
  return { element: h("section", { class: "side-section" }, h("div", { class: "side-head" }, h("h2", {}, name), extra), list, empty), list, empty };
}

function entry(room, here) {
  const name = roomName(room);
  const count = room.kind === "channel" ? room.mentions : room.unread;
  const others = room.members.filter((id) => id !== app.me);
  const face = room.kind === "channel" ? icon("hash", 17)
    : room.kind === "app" ? plate(app.bot, "small")
      : others.length === 1 ? plate(others[0], "small") : h("span", { class: "plate small hue-many", "aria-hidden": "true" }, others.length);
  const said = count ? `, ${count > 99 ? "more than 99" : count} new for you` : room.unread ? ", unread" : "";
  return h("a", {
    class: `room${room.unread ? " unread" : ""}`, href: `#/${room.id}`, "aria-current": here ? "page" : null, data: { focus: "room" },
    "aria-label": `${room.kind === "channel" ? "Channel " : ""}${name}${said}`,
  }, face, h("bdi", { class: "room-name" }, name), count ? h("span", { class: "count-badge" }, count > 99 ? "99+" : count) : null);
}

function newDirect() {
  const picker = peoplePicker({ id: "new-direct", value: [], most: 7, describedBy: "new-direct-hint", among: (p) => !p.bot && p.id !== app.me });
  dialog("New direct message", (close) => h("form", {
    method: "dialog",
    on: {
      submit: (event) => {
        event.preventDefault();
        trying(async () => {
          const got = await post("meet", { people: picker.value });
          app.rooms.set(got.room.id, { read: 0, unread: 0, mentions: 0, ...app.rooms.get(got.room.id), ...got.room });
          close();
          location.hash = `#/${got.room.id}`;
        });
      },
    },
  },
  h("div", { class: "fields" }, h("div", { class: "field" }, h("label", { class: "label", for: "new-direct" }, "With whom?"), picker.element, h("p", { class: "hint", id: "new-direct-hint" }, "One colleague, or up to seven."))),
  h("div", { class: "dialog-foot" }, h("button", { type: "button", class: "button", on: { click: close } }, "Cancel"), h("button", { type: "submit", class: "button primary" }, "Start talking"))),
  { class: "dialog form-dialog" });
  picker.input.focus();
}

export const otherIn = (room) => {
  const others = room.members.filter((id) => id !== app.me);
  return others.length === 1 ? person(others[0]) : null;
};

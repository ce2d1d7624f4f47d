// One message: who, when, what; its reactions, its thread, and what can be done with it.

import { h, icon, uid } from "./dom.js";
import { dismiss, pressing, react, rewrite, takeBack, useShortcut } from "./acts.js";
import { drawBlocks } from "./blocks.js";
import { dialog, emojiPicker, menu, toast } from "./menu.js";
import { badges, namesOf, plate } from "./people.js";
import { prose, summaryOf } from "./prose.js";
import { app, person } from "./state.js";
import { clockTime, dayOf, full, said, shortDay } from "./time.js";

const LONG = 1500; // characters
const SIGNS = { "kudos.give": "heart", "question.ask": "ask", "answer.mark": "tick" };

// `brief`: another one by the same author just before; `inThread`: drawn in the thread's panel.
export function drawMessage(message, { brief, inThread, isRoot }) {
  const who = person(message.author);
  const at = said(message.id);
  const label = uid("by");
  const time = h("time", { class: "at", datetime: new Date(at).toISOString(), title: full(at) }, clockTime(at));
  const made = h("article", {
    class: `message${brief ? " brief" : ""}${message.private ? " private" : ""}${isRoot ? " root" : ""}`,
    tabindex: "-1", "aria-labelledby": label, data: { message: String(message.id) },
  },
  h("div", { class: "gutter" }, brief ? time : plate(message.author)),
  h("div", { class: "said" },
    message.private ? h("p", { class: "only-you" }, icon("eye", 15), "Only visible to you",
      h("button", { type: "button", class: "text-button", on: { click: () => dismiss(message) } }, "Dismiss")) : null,
    brief ? h("span", { id: label, class: "unseen" }, `${who.name}, ${clockTime(at)}`) : h("header", { class: "by", id: label },
      h("bdi", { class: "author" }, who.name), badges(who), h("span", { class: "unseen" }, ", "), time),
    body(message),
    reactions(message),
    inThread ? null : replies(message)),
  message.gone ? null : tools(message, inThread));
  // Tab stops at a message's tools only while one is at that message: there may be fifty of them.
  made.addEventListener("focusin", () => reachable(made, "0"));
  made.addEventListener("focusout", (event) => { if (!made.contains(event.relatedTarget)) reachable(made, "-1"); });
  reachable(made, "-1");
  return made;
}

function reachable(made, tabindex) {
  for (const tool of made.querySelectorAll(".tools > *")) tool.tabIndex = Number(tabindex);
}

function body(message) {
  if (message.gone) return h("p", { class: "gone" }, "This message was taken back.");
  if (message.card) {
    return h("div", { class: "card" }, drawBlocks(message.card.blocks, pressing(message.id)), message.edited ? h("span", { class: "unseen" }, "Changed.") : null);
  }
  const edited = message.edited ? h("small", { class: "edited" }, " (edited)") : null;
  const words = h("div", { class: `words${onlyEmoji(message.text) ? " jumbo" : ""}`, dir: "auto" }, prose(message.text), edited);
  const length = message.text.reduce((sum, piece) => sum + piece.value.length, 0);
  return length > LONG ? [words, unfold(words)] : words;
}

// Very long words are folded until somebody wants them.
function unfold(words) {
  words.classList.add("folded");
  return h("button", {
    type: "button", class: "text-button", "aria-expanded": "false", data: { focus: "unfold" },
    on: {
      click: (event) => {
        const folded = words.classList.toggle("folded");
        event.currentTarget.textContent = folded ? "Show all of it" : "Show less";
        event.currentTarget.setAttribute("aria-expanded", String(!folded));
      },
    },
  }, "Show all of it");
}

function onlyEmoji(pieces) {
  return pieces.length === 1 && pieces[0].kind === "text" && /^(?:\p{Extended_Pictographic}[\p{M}\u200d\ufe0f\u{1f3fb}-\u{1f3ff}]*\s*){1,5}$/u.test(pieces[0].value);
}

function reactions(message) {
  if (!message.reactions.length) return null;
  return h("div", { class: "reactions" },
    message.reactions.map(({ emoji, people }) => {
      const mine = people.includes(app.me);
      const name = emoji.replaceAll("_", " ");
      return h("button", {
        type: "button", class: "reaction", "aria-pressed": String(mine), title: `${namesOf(people, 6)} reacted with ${name}`,
        "aria-label": `${name}, ${people.length}: ${namesOf(people, 6)}`, data: { focus: `r-${emoji}` },
        on: { click: () => react(message, emoji) },
      }, h("span", { "aria-hidden": "true" }, app.emoji.get(emoji) ?? emoji), h("span", { class: "count" }, people.length));
    }),
    h("button", {
      type: "button", class: "reaction add", "aria-label": "Add a reaction", "aria-haspopup": "menu", data: { focus: "r+" },
      on: { click: (event) => emojiPicker(event.currentTarget, app.emoji, (e) => react(message, e)) },
    }, icon("smile", 16)));
}

function replies(message) {
  const below = message.replies;
  if (!below) return null;
  const when = said(below.latest);
  const day = dayOf(when) === dayOf(said(message.id)) ? "" : `${shortDay(when)} at `;
  return h("a", { class: "replies", href: `#/${message.room}/t/${message.id}`, data: { focus: "replies" } },
    h("span", { class: "faces" }, below.people.slice(0, 4).map((id) => plate(id, "tiny"))),
    h("span", { class: "replies-count" }, below.count === 1 ? "1 reply" : `${below.count} replies`),
    h("span", { class: "replies-last" }, `last ${day}${clockTime(when)}`));
}

function tools(message, inThread) {
  const thread = message.thread ?? message.id;
  const quick = ["thumbsup", "heart", "raised_hands"].filter((e) => app.emoji.has(e));
  return h("div", { class: "tools", role: "group", "aria-label": "What you can do with this message" },
    message.private ? null : quick.map((e) => h("button", {
      type: "button", class: "icon-button emoji wide", title: e.replaceAll("_", " "), "aria-label": `React: ${e.replaceAll("_", " ")}`,
      on: { click: () => react(message, e) },
    }, app.emoji.get(e))),
    message.private ? null : h("button", {
      type: "button", class: "icon-button wide", title: "React", "aria-label": "Add a reaction", "aria-haspopup": "menu",
      on: { click: (event) => emojiPicker(event.currentTarget, app.emoji, (e) => react(message, e)) },
    }, icon("smile", 18)),
    inThread || message.private ? null : h("a", { class: "icon-button wide", title: "Reply in thread", "aria-label": "Reply in thread", href: `#/${message.room}/t/${thread}` }, icon("reply", 18)),
    h("button", {
      type: "button", class: "icon-button", title: "More", "aria-label": "More", "aria-haspopup": "menu", data: { focus: "more" },
      on: { click: (event) => messageMenu(event.currentTarget, message, inThread) },
    }, icon("more", 18)));
}

export function messageMenu(from, message, inThread) {
  const thread = message.thread ?? message.id;
  const link = `${location.origin}/#/${message.room}/${message.id}`;
  const byPerson = !message.private && !person(message.author).bot;
  menu(from, "Message", [
    ...(!byPerson ? [] : app.shortcuts.map((s) => ({ label: s.label, note: "Potluck", icon: SIGNS[s.name] ?? "pot", act: () => useShortcut(message, s.name) }))),
    ...(byPerson ? ["-"] : []),
    ...(message.private ? [] : [{ label: "React", icon: "smile", act: () => emojiPicker(from, app.emoji, (e) => react(message, e)) }]),
    ...(inThread || message.private ? [] : [{ label: "Reply in thread", icon: "reply", act: () => { location.hash = `#/${message.room}/t/${thread}`; } }]),
    { label: "Copy link", icon: "link", act: () => copy(link, "The link is copied.") },
    { label: "Copy text", icon: "slash", act: () => copy(summaryOf(message), "The text is copied.") },
    ...(!message.private && message.author === app.me ? [
      "-",
      { label: "Edit", icon: "pencil", act: () => editing(message) },
      { label: "Delete", icon: "close", act: () => takeBack(message) },
    ] : []),
    ...(message.private ? [{ label: "Dismiss", icon: "close", act: () => dismiss(message) }] : []),
  ]);
}

// What one wrote, to be written anew.
function editing(message) {
  const box = h("textarea", { class: "input", rows: "5", dir: "auto", "aria-label": "Your message" });
  box.value = summaryOf(message);
  const made = dialog("Edit your message", (close) => {
    const save = async () => { if (await rewrite(message, box.value)) close(); };
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); save(); }
    });
    return [box, h("div", { class: "dialog-foot" },
      h("button", { type: "button", class: "button", on: { click: close } }, "Cancel"),
      h("button", { type: "button", class: "button primary", on: { click: save } }, "Save"))];
  }, { data: { keep: "yes" } });
  made.querySelector("textarea").focus();
}

async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
  } catch {
    toast(`This browser does not let me copy. Here it is: ${text}`);
  }
}

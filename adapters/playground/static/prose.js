// What people typed, drawn: a little emphasis, links, mentions. Text nodes only.

import { h } from "./dom.js";
import { app, person } from "./state.js";

const INLINE = /(`[^`\n]+`)|(\*[^\s*](?:[^*\n]*[^\s*])?\*)|(\b_[^\s_](?:[^_\n]*[^\s_])?_\b)|(~[^\s~](?:[^~\n]*[^\s~])?~)|(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]])/gu;

export function prose(pieces) {
  const out = [];
  for (const piece of pieces) {
    if (piece.kind === "person") out.push(mention(piece.value));
    else if (piece.kind === "channel") out.push(channel(piece.value));
    else out.push(...words(piece.value));
  }
  return out;
}

// ```fenced``` stretches stay as they were typed; the rest may have emphasis in it.
function words(text) {
  return text.split(/```\n?([\s\S]+?)\n?```/u).flatMap((part, i) =>
    i % 2 ? [h("pre", { class: "fenced", dir: "ltr", tabindex: "0" }, h("code", {}, part))] : inline(part));
}

function inline(text) {
  const out = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    if (found.index > at) out.push(text.slice(at, found.index));
    const [all, code, bold, italic, struck, url] = found;
    if (code) out.push(h("code", { dir: "ltr" }, code.slice(1, -1)));
    else if (bold) out.push(h("strong", {}, bold.slice(1, -1)));
    else if (italic) out.push(h("em", {}, italic.slice(1, -1)));
    else if (struck) out.push(h("s", {}, struck.slice(1, -1)));
    else if (url) out.push(link(url, url));
    at = found.index + all.length;
  }
  if (at < text.length) out.push(text.slice(at));
  return out;
}

export function mention(id, name) {
  const who = person(id);
  const mine = id === app.me ? " mine" : "";
  return h("bdi", { class: `mention${mine}`, title: who.title || null }, `@${app.people.has(id) ? who.name : name ?? id}`);
}

function channel(id) {
  const it = app.rooms.get(id);
  return it ? h("a", { class: "channel-link", href: `#/${id}` }, `#${it.name}`) : `#${id.replace(/^c-/u, "")}`;
}

// Our own pages open in place, others in a new tab; anything that is not http is only text.
export function link(url, text) {
  let to;
  try {
    to = new URL(url);
  } catch {
    return h("span", {}, text);
  }
  if (to.protocol !== "https:" && to.protocol !== "http:") return h("span", {}, text);
  const own = to.pathname === "/" && to.hash.startsWith("#/") && ["127.0.0.1", "localhost", "[::1]"].includes(to.hostname) && to.port === location.port;
  if (own) return h("a", { href: to.hash }, text);
  return h("a", { href: to.href, target: "_blank", rel: "noopener noreferrer" }, text);
}

export function summaryOf(message) {
  if (message.card) return message.card.summary;
  return (message.text ?? []).map((p) => (p.kind === "person" ? `@${person(p.value).name}` : p.kind === "channel" ? `#${p.value.replace(/^c-/u, "")}` : p.value)).join("");
}

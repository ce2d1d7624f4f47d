// The core's blocks, drawn. One function a kind: a test compares this table with the core's union.

import { chart } from "./chart.js";
import { h } from "./dom.js";
import { link, mention } from "./prose.js";
import { full, whenSpan } from "./time.js";

export const drawSpan = {
  plain: ({ text, style }) => {
    const tag = { bold: "strong", italic: "em", code: "code" }[style];
    return tag ? h(tag, {}, text) : text;
  },
  link: ({ text, url }) => (url ? link(url, text) : h("span", {}, text)),
  there: ({ text, style, anchor }) => {
    const words = drawSpan.plain({ text, style });
    return anchor ? h("a", { href: anchor }, words) : words;
  },
  mention: ({ person, name }) => (person ? mention(person, name) : h("strong", {}, h("bdi", {}, name))),
  when: ({ at, form }) => {
    const moment = new Date(at);
    return h("time", { datetime: at, title: full(moment) }, whenSpan(moment, form));
  },
};

const spans = (of) => of.map((s) => drawSpan[s.kind](s));

// `act` is {press(press, choice, element), busy}: what to do when something is used.
export const drawBlock = {
  header: ({ text }) => h("h4", { class: "b-header", dir: "auto" }, text),
  text: ({ spans: of }) => h("p", { class: "b-text", dir: "auto" }, spans(of)),
  context: ({ spans: of }) => h("p", { class: "b-context", dir: "auto" }, spans(of)),
  facts: ({ facts }) => h("dl", { class: "b-facts" }, facts.map((f) => h("div", {}, h("dt", { dir: "auto" }, f.label), h("dd", { dir: "auto" }, spans(f.value))))),
  list: ({ ordered, items }) => h(ordered ? "ol" : "ul", { class: "b-list" }, items.map((item) => h("li", { dir: "auto" }, spans(item)))),
  buttons: ({ buttons }, act, at) => h("div", { class: "b-buttons" }, buttons.map((b, i) => button(b, act, `${at}-${i}`))),
  select: (block, act, at) => select(block, act, at),
  image: ({ url, alt }) => (url
    ? h("img", { class: "b-image", src: url, alt, loading: "lazy", referrerpolicy: "no-referrer" })
    : h("p", { class: "b-context" }, alt)),
  chart: (block) => chart(block),
  divider: () => h("hr", { class: "b-divider" }),
  progress: ({ label, fraction }) => {
    const percent = Math.round(fraction * 100);
    return h("div", { class: "b-progress" },
      h("div", { class: "b-progress-words" }, h("span", { dir: "auto" }, label), h("span", {}, `${percent}%`)),
      h("progress", { value: String(percent), max: "100", "aria-label": label }));
  },
};

export function drawBlocks(blocks, act) {
  return blocks.map((block, i) => drawBlock[block.kind](block, act, `b${i}`));
}

function button(it, act, focus) {
  const kind = it.style === "default" ? "" : it.style;
  if (it.press) {
    return h("button", {
      type: "button", class: `button ${kind}`, data: { focus },
      on: { click: (event) => act.press(it.press, null, it.confirm, event.currentTarget) },
    }, it.label);
  }
  if (!it.url) return h("span", { class: "button", "aria-disabled": "true" }, it.label);
  return h("a", { class: `button ${kind}`, href: it.url, target: "_blank", rel: "noopener noreferrer" }, it.label);
}

function select(block, act, focus) {
  const made = h("select", {
    class: "select", "aria-label": block.placeholder, data: { focus },
    on: { change: (event) => act.press(block.press, event.currentTarget.value, null, event.currentTarget) },
  },
  h("option", { value: "", disabled: true }, block.placeholder),
  block.options.map((o) => h("option", { value: o.value }, o.label)));
  made.value = block.chosen ?? "";
  return h("div", { class: "b-select" }, made);
}

// Where one writes: grows with the text, completes names and commands, keeps drafts.

import { clear, h, icon, iconButton } from "./dom.js";
import { deed, post, Problem } from "./api.js";
import { answer } from "./acts.js";
import { Completion } from "./complete.js";
import { toast } from "./menu.js";
import { Seek } from "./seek.js";
import { app, draft, keepDraft } from "./state.js";

const MOST = 8000;

export class Composer {
  // `sent(got)` is called after something was sent, `up()` on arrow-up in an empty box.
  constructor({ id, label, sent, up, escape }) {
    this.where = null;
    this.input = h("textarea", {
      id, class: "composer-input", rows: "1", dir: "auto", role: "combobox", "aria-label": label, "aria-expanded": "false", autocomplete: "off", spellcheck: "true",
      on: { input: () => this.typed(), keydown: (e) => this.key(e), click: () => this.completion.update(), blur: () => this.closeLists() },
    });
    this.mirror = h("div", { class: "composer-mirror", "aria-hidden": "true", dir: "auto" });
    this.count = h("span", { class: "composer-count", "aria-live": "polite" });
    this.completion = new Completion(this.input, () => this.typed());
    this.seek = new Seek();
    this.sendButton = h("button", { type: "button", class: "send", "aria-label": "Send", title: "Send (Enter)", on: { click: () => this.send() } }, icon("send", 18));
    this.element = h("div", { class: "composer" },
      this.completion.list,
      this.seek.panel,
      h("div", { class: "composer-box" },
        h("div", { class: "composer-text" }, this.mirror, this.input),
        h("div", { class: "composer-row" },
          iconButton("slash", "Use a command", () => this.insert("/", true)),
          iconButton("at", "Mention somebody", () => this.insert("@")),
          this.count,
          h("span", { class: "composer-hint" }, h("kbd", {}, "Enter"), " sends, ", h("kbd", {}, "Shift Enter"), " starts a line"),
          this.sendButton)));
    this.sent = sent;
    this.up = up;
    this.escape = escape;
  }

  // Write somewhere else; what was written here is kept as a draft.
  at(room, thread, placeholder) {
    const key = `${app.me}/${room}/${thread ?? ""}`;
    this.input.placeholder = placeholder;
    if (this.key_ === key) return;
    this.key_ = key;
    this.where = { room, thread };
    this.failed = null;
    this.input.value = draft(room, thread);
    this.closeLists();
    this.grow();
  }

  focus() { this.input.focus(); }

  insert(sign, asCommand = false) {
    const { value, selectionStart: at } = this.input;
    if (asCommand) this.input.value = value.startsWith("/") ? value : `/${value}`;
    else {
      const gap = at && !/\s$/u.test(value.slice(0, at)) ? " " : "";
      this.input.value = value.slice(0, at) + gap + sign + value.slice(at);
      this.input.setSelectionRange(at + gap.length + 1, at + gap.length + 1);
    }
    if (asCommand) this.input.setSelectionRange(1, 1);
    this.focus();
    this.typed();
  }

  put(text) {
    this.input.value = text;
    this.focus();
    this.input.setSelectionRange(text.length, text.length);
    this.typed();
  }

  typed() {
    keepDraft(this.where.room, this.where.thread, this.input.value);
    this.grow();
    this.completion.update();
    this.seek.update(this.input.value, this.where);
  }

  closeLists() {
    this.completion.close();
    this.seek.close();
  }

  grow() {
    const { input } = this;
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, innerHeight * 0.4)}px`;
    const over = input.value.length - MOST;
    this.count.textContent = over > -200 ? (over > 0 ? `${over} too many` : `${-over} left`) : "";
    this.count.classList.toggle("over", over > 0);
    this.sendButton.disabled = !input.value.trim() || over > 0;
    this.highlight();
  }

  // Names and commands shine through from a copy of the text behind the box.
  highlight() {
    const names = [...app.people.values()].flatMap((p) => [p.name, p.id]).sort((a, b) => b.length - a.length).map(escaped);
    const channels = [...app.rooms.values()].filter((r) => r.kind === "channel").map((r) => escaped(r.name));
    const pattern = new RegExp(`(^/[a-z][a-z-]*(?=\\s|$)|(?<![\\p{L}\\d_])@(?:${names.join("|")})(?![\\p{L}\\d_])|(?<![\\p{L}\\d_])#(?:${channels.join("|")})(?![\\p{L}\\d_]))`, "giu");
    clear(this.mirror, this.input.value.split(pattern).map((part, i) => (i % 2 ? h("mark", {}, part) : part)), "\u200b");
    this.mirror.scrollTop = this.input.scrollTop;
  }

  key(event) {
    if (this.completion.key(event) || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "ArrowUp" && !this.input.value) {
      event.preventDefault();
      this.up?.();
    } else if (event.key === "Escape" && !this.seek.panel.hidden) {
      this.seek.close();
      event.stopPropagation();
    } else if (event.key === "Escape") this.escape?.();
  }

  // The box is free again at once; what could not be sent comes back into it.
  send() {
    const text = this.input.value;
    if (!text.trim() || text.length > MOST) return;
    const { where } = this;
    const again = this.failed?.text === text ? this.failed.deed : deed(); // so that it counts once
    this.failed = null;
    this.input.value = "";
    keepDraft(where.room, where.thread, "");
    this.closeLists();
    this.grow();
    this.line = (this.line ?? Promise.resolve()).then(() => this.deliver(where, text, again));
  }

  async deliver(where, text, once) {
    this.element.setAttribute("aria-busy", "true");
    try {
      const got = await post("say", { deed: once, text, ...where });
      answer(got);
      this.sent?.(got);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      toast(error.message);
      const here = this.where === where ? this.input.value : draft(where.room, where.thread);
      const back = here.trim() ? `${text}\n${here}` : text;
      keepDraft(where.room, where.thread, back);
      if (this.where !== where) return;
      this.failed = { text: back, deed: once };
      this.input.value = back;
      this.grow();
    } finally {
      this.element.removeAttribute("aria-busy");
    }
  }
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");

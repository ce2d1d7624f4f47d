// What `/find` would answer, while it is being typed. Sending it brings the same with its buttons.

import { get, Problem } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { clear, h } from "./dom.js";

const PAUSE = 200; // milliseconds without a key before it is looked for
const SEEKING = /^\/(?:learn\s+)?find\s+(.*\S.*)$/isu;

export class Seek {
  constructor() {
    this.panel = h("div", { class: "completion seek", role: "status", "aria-live": "polite", "aria-label": "Found so far", hidden: true });
  }

  update(text, where) {
    clearTimeout(this.waiting);
    const words = SEEKING.exec(text)?.[1];
    if (!words || words.trim().length < 3) return this.close();
    this.words = words;
    this.waiting = setTimeout(() => this.look(words, where), PAUSE);
    return undefined;
  }

  async look(words, { room }) {
    try {
      const { blocks } = await get("find", { words, room });
      if (this.words !== words) return; // something else was typed meanwhile
      clear(this.panel, drawBlocks(blocks, {}), h("p", { class: "b-context" }, h("kbd", {}, "Enter"), " shows them with what you can do."));
      this.panel.hidden = false;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.close(); // sending it says what is wrong
    }
  }

  close() {
    clearTimeout(this.waiting);
    this.words = null;
    this.panel.hidden = true;
  }
}

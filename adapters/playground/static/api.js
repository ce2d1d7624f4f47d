// Talking to the server: requests, and the live line that tells what changed.

import { app } from "./state.js";

export class Problem extends Error {}

export function deed() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}

async function answered(asking) {
  let response;
  try {
    response = await asking;
  } catch {
    throw new Problem("Can't reach the playground. Is it still running? Nothing you wrote is lost.");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(body.problem ?? `That didn't work (${response.status}).`);
  return body;
}

export function get(name, query = {}) {
  const asked = new URLSearchParams({ as: app.me, ...query });
  return answered(fetch(`/playground/api/${name}?${asked}`));
}

export function post(name, body) {
  return answered(fetch(`/playground/api/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ as: app.me, ...body }),
  }));
}

let socket = null;
let waiting = 0;
let wait = 500;

// `hear(news)` gets each change; `fresh(again)` is called when the line stands, `again` after a gap.
export function listen(hear, fresh) {
  hangUp();
  const who = app.me;
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const line = new WebSocket(`${scheme}//${location.host}/playground/api/live?as=${encodeURIComponent(who)}`);
  socket = line;
  line.addEventListener("message", (event) => {
    if (socket !== line) return;
    const news = JSON.parse(event.data);
    if (news.kind === "ready") {
      fresh(app.lineLost);
      app.lineLost = false;
      document.body.classList.remove("offline");
      wait = 500;
    } else if (news.kind === "again") {
      fresh(true);
    } else hear(news);
  });
  line.addEventListener("close", () => {
    if (socket !== line) return;
    app.lineLost = true;
    document.body.classList.add("offline");
    waiting = setTimeout(() => listen(hear, fresh), wait);
    wait = Math.min(wait * 2, 8000);
  });
}

export function hangUp() {
  clearTimeout(waiting);
  const line = socket;
  socket = null;
  line?.close();
}

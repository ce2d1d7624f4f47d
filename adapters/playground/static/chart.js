// Bars side by side, drawn as SVG: as wide as the message, readable in light and dark.

import { h, s } from "./dom.js";

const WIDTH = 560;
const HEIGHT = 150;
const FOOT = 22;
const HEAD = 16;

export function chart({ title, labels, series, alt }) {
  const most = Math.max(1, ...series.flatMap((one) => one.values));
  const room = WIDTH / labels.length;
  const bar = Math.min(46, (room * 0.72) / series.length);
  const bars = series.flatMap((one, n) => one.values.map((value, i) => {
    const tall = ((HEIGHT - FOOT - HEAD) * value) / most;
    const x = room * i + (room - bar * series.length) / 2 + bar * n;
    const y = HEIGHT - FOOT - tall;
    return [
      s("rect", { class: `c-bar c-bar-${n}`, x: x + 1, y, width: bar - 2, height: tall, rx: 3 }),
      s("text", { class: "c-value", x: x + bar / 2, y: y - 4, "text-anchor": "middle" }, String(value)),
    ];
  }));
  const words = labels.map((label, i) => s("text", {
    class: "c-label", x: room * i + room / 2, y: HEIGHT - 6, "text-anchor": "middle",
  }, label));
  const line = s("line", { class: "c-line", x1: 0, x2: WIDTH, y1: HEIGHT - FOOT, y2: HEIGHT - FOOT });
  const key = series.length < 2 ? null : h("p", { class: "c-key" }, series.map((one, n) => h("span", { dir: "auto" }, h("i", { class: `c-dot c-dot-${n}` }), one.label)));
  return h("figure", { class: "b-chart" },
    h("figcaption", { dir: "auto" }, title),
    s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": alt }, s("title", {}, alt), line, bars, words),
    key);
}

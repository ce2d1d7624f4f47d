// Draws a Slack message as HTML with a third-party renderer: {blocks, users, channels, name, logo, time, width} in, HTML out.
// usage: node slack_html.mjs PEERS_FOLDER < message.json
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const installed = createRequire(`${process.argv[2]}/package.json`);
const { createElement } = installed("react");
const { renderToStaticMarkup } = installed("react-dom/server");
const { Message } = installed("slack-blocks-to-jsx");
const style = readFileSync(installed.resolve("slack-blocks-to-jsx/dist/style.css"), "utf8");

const { blocks, users, channels, name, time, logo, width } = JSON.parse(readFileSync(0, "utf8"));
const message = createElement(Message, {
  blocks, name, logo, time: new Date(time), theme: "light", data: { users, channels },
});
process.stdout.write(
  `<!doctype html><meta charset="utf-8"><style>${style} body { margin: 0; padding: 16px; background: #fff;` +
  ` font-family: "Noto Sans", sans-serif; width: ${width}px; box-sizing: border-box; }</style><body>${renderToStaticMarkup(message)}`,
);

// Making elements. Strings always become text nodes: nothing a person wrote is ever read as markup.

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, props, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) set(made, name, value);
  add(made, children);
  return made;
}

// The same for what stands inside an <svg>.
export function s(tag, props, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props ?? {})) made.setAttribute(name, String(value));
  add(made, children);
  return made;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") {
    for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
  } else if (name === "data") {
    Object.assign(element.dataset, value);
  } else if (name === "value" || name === "checked" || name === "disabled") {
    element[name] = value;
  } else {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

export function add(parent, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

export function clear(element, ...children) {
  element.replaceChildren();
  add(element, children);
  return element;
}

// Brings a list of elements up to date, keeping those that did not change (and focus, and scroll).
export function reconcile(parent, items) {
  const have = new Map([...parent.children].map((el) => [el.dataset.key, el]));
  const keep = new Set(items.map((item) => item.key));
  for (const [key, el] of have) if (!keep.has(key)) el.remove();
  let next = parent.firstElementChild;
  for (const item of items) {
    let el = have.get(item.key);
    if (!el || el.signature !== item.signature) {
      const fresh = item.make();
      fresh.dataset.key = item.key;
      fresh.signature = item.signature;
      if (el) {
        const focused = el.contains(document.activeElement) ? pathTo(el, document.activeElement) : null;
        if (next === el) next = fresh;
        el.replaceWith(fresh);
        if (focused) follow(fresh, focused)?.focus({ preventScroll: true });
      }
      el = fresh;
    }
    if (el === next) next = next.nextElementSibling;
    else parent.insertBefore(el, next);
  }
}

function pathTo(root, element) {
  return { id: element.dataset.focus ?? null, self: element === root };
}

function follow(root, path) {
  if (path.self || path.id === null) return root.tabIndex >= -1 ? root : null;
  return root.querySelector(`[data-focus="${CSS.escape(path.id)}"]`) ?? root;
}

let last = 0;
export function uid(prefix) {
  last += 1;
  return `${prefix}-${last}`;
}

const PATHS = {
  pot: "M5 11h14v4a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM3 13h2M19 13h2M9 8c-1-1.500 1-2 0-4M12.500 8c-1-1.500 1-2 0-4M16 8c-1-1.500 1-2 0-4",
  hash: "M5 9h14M4 15h14M10 4 8 20M16 4l-2 16",
  people: "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3.500 19c.5-3 2.500-5 5.500-5s5 2 5.500 5M16 11a2.500 2.500 0 1 0 0-5M17 14c2 .4 3.300 2 3.600 4.500",
  plus: "M12 5v14M5 12h14",
  send: "M4 12 20 4l-5 16-3.500-6.500zM11.500 13.500 20 4",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.500 14c1 1.500 2.200 2.200 3.500 2.200s2.500-.7 3.500-2.200M9 9.500v.5M15 9.500v.5",
  reply: "M4 5h16v11h-8l-5 4v-4H4z",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  close: "M6 6l12 12M18 6 6 18",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.500 2",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400",
  moon: "M20 14.500A8 8 0 0 1 9.500 4a8 8 0 1 0 10.500 10.500z",
  menu: "M4 7h16M4 12h16M4 17h16",
  eye: "M2.500 12s3.500-6 9.500-6 9.500 6 9.500 6-3.500 6-9.500 6-9.500-6-9.500-6zM12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  down: "M6 9.500l6 6 6-6",
  link: "M10 14a4 4 0 0 0 6 .3l3-3a4 4 0 0 0-5.600-5.600l-1 1M14 10a4 4 0 0 0-6-.3l-3 3a4 4 0 0 0 5.600 5.600l1-1",
  heart: "M12 19.500S4 14.500 4 9a4 4 0 0 1 8-1 4 4 0 0 1 8 1c0 5.500-8 10.500-8 10.500z",
  slash: "M5 4h14v16H5zM14 8l-4 8",
  at: "M15.500 12a3.500 3.500 0 1 1-7 0 3.500 3.500 0 0 1 7 0zM15.500 8.500V13c0 3 4.500 2.500 4.500-1a8 8 0 1 0-3 6",
  search: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500 20 20",
  window: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  ask: "M4 5h16v11h-8l-5 4v-4H4zM10 9a2 2 0 1 1 2.700 1.900c-.5.2-.7.5-.7 1M12 13.800v.01",
  tick: "M4.500 12.500 10 18 19.500 7",
  pencil: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
  keys: "M3 7h18v11H3zM7 11h.01M11 11h.01M15 11h.01M8 14.500h8",
  ahead: "M5 6l7 6-7 6zM12 6l7 6-7 6z",
};

export function icon(name, size = 20) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({
    viewBox: "0 0 24 24", width: size, height: size, fill: "none", stroke: "currentColor",
    "stroke-width": name === "more" ? 3 : 1.7, "stroke-linecap": "round", "stroke-linejoin": "round",
    "aria-hidden": "true", focusable: "false", class: "icon",
  })) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, on, props) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, on: { click: on }, ...props }, icon(name));
}

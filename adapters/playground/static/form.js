// The core's forms, in a dialog. One function a kind of field: a test compares this table with the core's.

import { clear, h, uid } from "./dom.js";
import { post, Problem } from "./api.js";
import { answer } from "./acts.js";
import { dialog } from "./menu.js";
import { peoplePicker } from "./picker.js";
import { roomName, app } from "./state.js";
import { wall } from "./time.js";

// Each gives {element, value(), focus()}; `own` carries ids for label, hint and error.
export const drawField = {
  line: (f, own) => typed(f, own, h("input", { type: "text", class: "input", dir: "auto", placeholder: f.placeholder, autocomplete: "off" })),
  paragraph: (f, own) => typed(f, own, h("textarea", { class: "input", rows: "4", dir: "auto", placeholder: f.placeholder })),
  person: (f, own) => people(f, own, 1, f.value ? [f.value] : [], (chosen) => chosen[0] ?? null),
  people: (f, own) => people(f, own, f.most, f.value ?? [], (chosen) => chosen),
  one: (f, own) => one(f, own),
  many: (f, own) => many(f, own),
  date: (f, own) => plain(f, own, "date", f.value),
  time: (f, own) => plain(f, own, "time", f.value?.slice(0, 5)),
  datetime: (f, own) => plain(f, own, "datetime-local", f.value && wall(f.value)),
  number: (f, own) => number(f, own),
  toggle: (f, own) => toggle(f, own),
  hidden: (f) => ({ element: null, value: () => f.value, focus: () => {} }),
};

function basics(own) {
  return { id: own.id, "aria-describedby": own.describedBy };
}

function typed(f, own, input) {
  for (const [k, v] of Object.entries(basics(own))) input.setAttribute(k, v);
  if (f.required) input.setAttribute("aria-required", "true");
  input.value = f.value ?? "";
  const left = h("span", { class: "counter", "aria-live": "polite" });
  const count = () => {
    const over = [...input.value].length - f.max_length;
    left.textContent = over > 0 ? `${over} too many` : over > -Math.max(50, f.max_length / 5) ? `${-over} left` : "";
    left.classList.toggle("over", over > 0);
  };
  if (f.max_length) input.addEventListener("input", count);
  if (f.max_length) count();
  return { element: h("div", { class: "with-counter" }, input, left), value: () => input.value, focus: () => input.focus(), input };
}

function plain(f, own, type, value) {
  const input = h("input", { type, class: "input short", "aria-required": f.required ? "true" : null, ...basics(own) });
  input.value = value ?? "";
  return { element: input, value: () => input.value || null, focus: () => input.focus(), input };
}

function number(f, own) {
  const input = h("input", {
    type: "number", class: "input short", inputmode: f.decimal ? "decimal" : "numeric", step: f.decimal ? "any" : "1", min: f.least, max: f.most,
    "aria-required": f.required ? "true" : null, ...basics(own),
  });
  input.value = f.value ?? "";
  const value = () => (input.validity.badInput ? "?" : input.value === "" ? null : Number(input.value));
  return { element: input, value, focus: () => input.focus(), input };
}

function people(f, own, most, value, shape) {
  const picker = peoplePicker({ id: own.id, value, most, describedBy: own.describedBy });
  return { element: picker.element, value: () => shape(picker.value), focus: () => (picker.input.hidden ? picker.element.querySelector("button") : picker.input).focus(), input: picker.input };
}

function one(f, own) {
  if (f.options.length > 5 || !f.required) {
    const input = h("select", { class: "select", "aria-required": f.required ? "true" : null, ...basics(own) },
      h("option", { value: "" }, f.required ? "Pick one" : "None"),
      f.options.map((o) => h("option", { value: o.value }, o.label)));
    input.value = f.value ?? "";
    return { element: input, value: () => input.value || null, focus: () => input.focus(), input };
  }
  return choices(f, own, "radio", f.value ? [f.value] : [], (picked) => picked[0] ?? null);
}

const many = (f, own) => choices(f, own, "checkbox", f.value ?? [], (picked) => picked);

function choices(f, own, type, picked, shape) {
  const name = uid("choice");
  const inputs = f.options.map((o) => h("input", { type, name, value: o.value, checked: picked.includes(o.value) }));
  const element = h("div", { class: "choices", role: type === "radio" ? "radiogroup" : "group", "aria-labelledby": own.label, "aria-describedby": own.describedBy },
    f.options.map((o, i) => h("label", { class: "choice" }, inputs[i], h("span", { dir: "auto" }, o.label))));
  return { element, value: () => shape(inputs.filter((i) => i.checked).map((i) => i.value)), focus: () => (inputs.find((i) => i.checked) ?? inputs[0])?.focus(), input: element };
}

function toggle(f, own) {
  const input = h("input", { type: "checkbox", role: "switch", class: "switch", checked: Boolean(f.value), ...basics(own) });
  return { element: input, value: () => input.checked, focus: () => input.focus(), input, inline: true };
}

export function openForm(form, opened) {
  const fields = form.fields.map((f) => {
    const own = { id: uid("field"), label: uid("label"), hint: uid("hint"), error: uid("error") };
    own.describedBy = `${own.hint} ${own.error}`;
    const made = drawField[f.kind](f, own);
    const error = h("p", { class: "field-error", id: own.error });
    return { f, own, error, ...made };
  });
  const general = h("p", { class: "field-error", role: "alert" });
  const send = h("button", { type: "submit", class: "button primary" }, form.submit);
  const at = app.rooms.get(opened.room);
  const where = at?.kind === "channel" ? `in #${at.name}` : at?.kind === "direct" ? `with ${roomName(at)}` : "";

  const made = dialog(form.heading, (close) => h("form", {
    method: "dialog", novalidate: true,
    on: { submit: (event) => { event.preventDefault(); submit(close); } },
  },
  h("div", { class: "fields" }, fields.filter((x) => x.element).map((x) => drawn(x)), general),
  h("div", { class: "dialog-foot" }, where ? h("span", { class: "dialog-where" }, where) : null,
    h("button", { type: "button", class: "button", on: { click: close } }, "Cancel"), send)),
  { class: "dialog form-dialog", data: { keep: "yes" } });
  show(form.errors);
  (fields.find((x) => form.errors[x.f.name]) ?? fields.find((x) => x.element && isEmpty(x.value())) ?? fields.find((x) => x.element))?.focus();

  function show(errors) {
    const unplaced = Object.entries(errors).filter(([name]) => !fields.some((x) => x.element && x.f.name === name));
    for (const x of fields) {
      const words = errors[x.f.name] ?? "";
      x.error.textContent = words;
      if (words) x.input?.setAttribute("aria-invalid", "true");
      else x.input?.removeAttribute("aria-invalid");
    }
    general.textContent = unplaced.map(([, words]) => words).join(" ");
  }

  async function submit(close) {
    if (send.getAttribute("aria-busy") === "true") return;
    send.setAttribute("aria-busy", "true");
    const values = Object.fromEntries(fields.map((x) => [x.f.name, { kind: x.f.kind, value: x.value() }]));
    try {
      const got = await post("submit", { ...opened, key: form.key, values });
      if (got.errors) {
        show(got.errors);
        fields.find((x) => got.errors[x.f.name])?.focus();
        return;
      }
      close();
      answer(got);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      general.textContent = error.message;
    } finally {
      send.removeAttribute("aria-busy");
    }
  }
  return made;
}

const isEmpty = (value) => value === null || value === "" || (Array.isArray(value) && !value.length);

function drawn({ f, own, element, error, inline }) {
  const grouped = f.kind === "many" || (f.kind === "one" && element.classList.contains("choices"));
  const text = [f.label, f.required || f.kind === "toggle" ? null : h("span", { class: "optional" }, " optional")];
  const label = grouped ? h("span", { id: own.label, class: "label" }, text) : h("label", { id: own.label, class: "label", for: own.id }, text);
  const hint = h("p", { class: "hint", id: own.hint, dir: "auto" }, f.hint);
  if (inline) return h("div", { class: "field" }, h("div", { class: "inline" }, h("div", {}, label, hint), element), error);
  return h("div", { class: "field" }, label, clear(h("div", {}), element), hint, error);
}

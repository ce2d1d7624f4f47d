// The playground's time, in the zone of whoever is spoken as.

import { app, me } from "./state.js";

const LOCALE = "en-GB";
const formats = new Map();

function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: zone }));
  return formats.get(key);
}

export const now = () => Date.now() + app.skew;
export const said = (id) => Math.floor(id / 1000);

export function clockTime(at, zone = me().zone) {
  return format(zone, { hour: "2-digit", minute: "2-digit" }).format(at);
}

export function dayOf(at, zone = me().zone) {
  return format(zone, { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(at)
    .filter((p) => p.type !== "literal").reverse().map((p) => p.value).join("-");
}

function daysFrom(at, zone) {
  return Math.round((Date.parse(dayOf(at, zone)) - Date.parse(dayOf(now(), zone))) / 86400000);
}

export function dayName(at, zone = me().zone) {
  const days = daysFrom(at, zone);
  if (days === 0) return "Today";
  if (days === -1) return "Yesterday";
  if (days === 1) return "Tomorrow";
  const far = Math.abs(days) > 300;
  return format(zone, { weekday: "long", day: "numeric", month: "long", ...(far ? { year: "numeric" } : {}) }).format(at);
}

export function shortDay(at, zone = me().zone) {
  const days = daysFrom(at, zone);
  if (days === 0) return "today";
  if (days === -1) return "yesterday";
  if (days === 1) return "tomorrow";
  const far = Math.abs(days) > 300;
  return format(zone, { weekday: "short", day: "numeric", month: "short", ...(far ? { year: "numeric" } : {}) }).format(at);
}

export function whenSpan(at, form) {
  if (form === "time") return clockTime(at);
  if (form === "date") return shortDay(at);
  return `${shortDay(at)} at ${clockTime(at)}`;
}

export function full(at, zone = me().zone) {
  return `${format(zone, { dateStyle: "full" }).format(at)}, ${clockTime(at, zone)} (${city(zone)})`;
}

export function headerClock(at = now(), zone = me().zone) {
  return {
    day: format(zone, { weekday: "short", day: "numeric", month: "short" }).format(at),
    time: clockTime(at, zone),
  };
}

export const city = (zone) => zone.split("/").pop().replaceAll("_", " ");

// An aware ISO moment as wall time for <input type="datetime-local">.
export function wall(iso) {
  const at = new Date(iso);
  if (!/(Z|[+-]\d\d:\d\d)$/.test(iso) || Number.isNaN(at.getTime())) return iso.slice(0, 16);
  return `${dayOf(at)}T${clockTime(at)}`;
}

// The next Monday 09:00 in a zone, for showing only: the server decides.
export function nextMonday(zone = me().zone) {
  const start = now();
  for (let hours = 0; hours <= 24 * 8; hours += 0.25) {
    const at = Math.ceil(start / 900000) * 900000 + hours * 3600000;
    const parts = format(zone, { weekday: "short", hour: "2-digit", minute: "2-digit" }).format(at);
    if (at > start && parts.startsWith("Mon") && parts.includes("09:00")) return at;
  }
  return start;
}

export function aheadWords(milliseconds) {
  const hours = Math.round(milliseconds / 3600000);
  if (hours < 1) return "";
  const days = Math.floor(hours / 24);
  const rest = hours % 24;
  const parts = [];
  if (days) parts.push(days === 1 ? "1 day" : `${days} days`);
  if (rest) parts.push(rest === 1 ? "1 hour" : `${rest} hours`);
  return parts.join(" ");
}

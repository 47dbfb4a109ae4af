import { currentLocale, say } from "./i18n.js";

const day = 24 * 60 * 60 * 1000;

/**
 * Hours and minutes.
 * @param {number} at
 */
export function clockTime(at) {
  return new Intl.DateTimeFormat(currentLocale(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/**
 * Time of day to the millisecond.
 * @param {number} at
 */
export function preciseTime(at) {
  const parts = new Intl.DateTimeFormat(currentLocale(), {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
  });
  return parts.format(at);
}

/**
 * Day and time as a heading between messages.
 * @param {number} at
 */
export function dayAndTime(at) {
  return `${dayName(at)} ${clockTime(at)}`;
}

/**
 * For the list of chats: the time today, else the day.
 * @param {number} at
 */
export function shortTime(at) {
  return startOfDay(at) === startOfDay(Date.now()) ? clockTime(at) : dayName(at);
}

/** @param {number} at */
function dayName(at) {
  const age = Math.round((startOfDay(Date.now()) - startOfDay(at)) / day);
  if (age === 0) {
    return say("today");
  }
  return age === 1
    ? say("yesterday")
    : new Intl.DateTimeFormat(currentLocale(), { month: "short", day: "numeric" }).format(at);
}

/** @param {number} at */
function startOfDay(at) {
  return new Date(at).setHours(0, 0, 0, 0);
}

/**
 * A length of time in the unit one would say it in.
 * @param {number} milliseconds
 */
export function duration(milliseconds) {
  if (milliseconds < 1000) {
    return `${Math.round(milliseconds)} ms`;
  }
  if (milliseconds < 60_000) {
    return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
  }
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

import { element } from "./dom.js";
import { icon } from "./icons.js";

const colours = 8;

/**
 * The coloured tile that stands for a person: the end of a Chinese name, the initials of any other.
 * @param {string} id decides the colour
 * @param {string} name
 */
export function personAvatar(id, name) {
  return element("span", { class: "avatar", "data-colour": colourOf(id), "aria-hidden": "true" }, shortName(name));
}

export function robotAvatar() {
  return element("span", { class: "avatar", "data-colour": "robot", "aria-hidden": "true" }, icon("robot"));
}

export function groupAvatar() {
  return element("span", { class: "avatar", "data-colour": "group", "aria-hidden": "true" }, icon("group"));
}

/** @param {string} name */
function shortName(name) {
  if (/\p{Script=Han}/u.test(name)) {
    return lettersOf(name).slice(-2).join("");
  }
  const words = name.split(/\s+/).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => lettersOf(word)[0]?.toUpperCase() ?? "")
    .join("");
}

/** @param {string} text */
function lettersOf(text) {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}

/** @param {string} id */
function colourOf(id) {
  let sum = 0;
  for (const character of id) {
    sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  }
  return sum % colours;
}

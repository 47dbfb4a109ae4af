import { dictionary } from "./dictionary.js";

/** @import { Language, Phrase } from "./dictionary.js" */

const storageKey = "dt-language";

/** @type {Language} */
let language = initialLanguage();

/** @returns {Language} what was chosen before, else what the browser prefers */
function initialLanguage() {
  const chosen = localStorage.getItem(storageKey);
  if (chosen === "en" || chosen === "zh") {
    return chosen;
  }
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** @returns {Language} */
export function currentLanguage() {
  return language;
}

/** Locale for dates and numbers. */
export function currentLocale() {
  return language === "zh" ? "zh-CN" : "en-GB";
}

/** Switches to the other language and remembers it. */
export function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  localStorage.setItem(storageKey, language);
}

/**
 * @param {Phrase} phrase
 * @param {Record<string, string | number>} [values] for the `{name}` places of the sentence
 */
export function say(phrase, values = {}) {
  return dictionary[language][phrase].replaceAll(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/**
 * @param {string} name
 * @returns {name is Phrase}
 */
export function isPhrase(name) {
  return Object.hasOwn(dictionary.en, name);
}

/** Puts the fixed sentences of the page's own markup in place. */
export function translateMarkup() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const node of document.querySelectorAll("[data-text]")) {
    node.textContent = phraseOf(node, "data-text");
  }
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", phraseOf(node, "data-label"));
  }
}

/**
 * @param {Element} node
 * @param {string} attribute
 */
function phraseOf(node, attribute) {
  const name = node.getAttribute(attribute) ?? "";
  return isPhrase(name) ? say(name) : name;
}

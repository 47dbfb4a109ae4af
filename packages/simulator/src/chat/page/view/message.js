import { personAvatar, robotAvatar } from "../avatar.js";
import { element, patchChildren, setAttribute, setText } from "../dom.js";
import { say } from "../i18n.js";
import { icon } from "../icons.js";
import { plainText, renderMarkdown } from "../markdown.js";
import { authorName, isOwn, openChat, unpushed } from "../store.js";
import { clockTime } from "../time.js";

/** @import { Actions } from "../actions.js" */
/** @import { Store } from "../store.js" */
/** @import { PageMessage } from "../types.d.ts" */

/** What a message node shows at the moment, so that an unchanged one is not touched. */
const shown = /** @type {WeakMap<HTMLElement, PageMessage>} */ (new WeakMap());

/**
 * One message: face, name and time, bubble, and the buttons to quote it and to see its path.
 * @param {PageMessage} message
 * @param {Store} store
 * @param {Actions} actions
 */
export function createMessage(message, store, actions) {
  const own = isOwn(store, message.from);
  const name = authorName(store, message.from);
  const time = clockTime(message.at);
  return element(
    "li",
    {
      class: "message",
      "data-own": own,
      "data-robot": message.from.kind === "robot",
      "aria-label": `${name}, ${time}`,
    },
    message.from.kind === "robot" ? robotAvatar() : personAvatar(message.from.userId, name),
    element(
      "div",
      { class: "message-body" },
      element(
        "p",
        { class: "meta" },
        element("span", { class: "author" }, name),
        createRecipient(message, store),
        element("time", {}, time),
      ),
      element(
        "div",
        { class: "bubble" },
        message.quote && createQuote(message.quote, store),
        element("div", { class: "content" }),
        element("p", { class: "card-status" }),
      ),
      element("p", { class: "unpushed", role: "status" }),
      createButtons(message, name, actions),
    ),
  );
}

/**
 * Whom a robot answers, in a group, where that is not plain.
 * @param {PageMessage} message
 * @param {Store} store
 */
function createRecipient({ from, recipient }, store) {
  if (recipient === undefined || from.kind !== "robot" || openChat(store)?.kind !== "group") {
    return undefined;
  }
  const name = authorName(store, { kind: "person", userId: recipient });
  return element("span", { class: "recipient" }, say("answerTo", { name }));
}

/**
 * @param {PageMessage} message
 * @param {string} name of the author
 * @param {Actions} actions
 */
function createButtons(message, name, actions) {
  return element(
    "div",
    { class: "message-buttons" },
    messageButton("quote", say("quoteOf", { name }), () => actions.quote(message.id)),
    messageButton("path", say("pathOf", { name }), () => actions.openPath(message.id)),
  );
}

/**
 * @param {"quote" | "path"} kind
 * @param {string} label
 * @param {() => void} click
 */
function messageButton(kind, label, click) {
  return element(
    "button",
    { type: "button", class: "plain", tabindex: -1, "aria-label": label, title: say(kind), click },
    icon(kind),
    element("span", { class: "narrow-only" }, say(kind)),
  );
}

/**
 * @param {NonNullable<PageMessage["quote"]>} quote
 * @param {Store} store
 */
function createQuote(quote, store) {
  const name = authorName(store, quote.from);
  return element(
    "blockquote",
    { class: "quoted", "aria-label": say("quoted") },
    name && element("span", { class: "quoted-author" }, name),
    element("span", { class: "quoted-text" }, quoteText(quote)),
  );
}

/**
 * The words by which a quoted message is recognised.
 * @param {{ text: string, picture?: true, pictureUrl?: string }} message
 */
export function quoteText({ text, picture, pictureUrl }) {
  const mark = picture || pictureUrl !== undefined ? say("picturePreview") : "";
  return [mark, plainText(text.slice(0, 400))].filter(Boolean).join(" ") || say("quotedMissing");
}

/**
 * Shows the present text, picture and state of a message.
 * @param {HTMLElement} node made by `createMessage`
 * @param {PageMessage} message
 * @param {Store} store
 */
export function updateMessage(node, message, store) {
  showUnpushed(node, unpushed(store, message));
  if (shown.get(node) === message) {
    return;
  }
  shown.set(node, message);
  const content = /** @type {HTMLElement} */ (node.querySelector(".content"));
  setAttribute(node, "data-card", message.cardStatus);
  setAttribute(node, "aria-busy", message.cardStatus === "inputting" ? "true" : undefined);
  patchChildren(content, contentOf(message));
  content.classList.toggle("markdown", message.format === "markdown");
  showCardStatus(node, message);
}

/**
 * @param {HTMLElement} node
 * @param {ReturnType<typeof unpushed>} reason
 */
function showUnpushed(node, reason) {
  const words = /** @type {HTMLElement} */ (node.querySelector(".unpushed"));
  setText(words, reason === undefined ? "" : say(reason));
  words.hidden = reason === undefined;
}

/** @param {PageMessage} message */
function contentOf(message) {
  const fragment = document.createDocumentFragment();
  if (message.recalled) {
    fragment.append(element("p", { class: "recalled" }, say("recalled")));
    return fragment;
  }
  if (message.pictureUrl !== undefined) {
    fragment.append(createPicture(message.pictureUrl));
  }
  if (message.fileName !== undefined) {
    fragment.append(element("p", { class: "file" }, icon("file"), message.fileName));
  }
  if (message.format === "markdown") {
    fragment.append(renderMarkdown(message.text));
  } else if (message.text !== "") {
    fragment.append(element("p", { class: "typed" }, message.text));
  }
  return fragment;
}

/** @param {string} url */
function createPicture(url) {
  return element(
    "a",
    { class: "picture", href: url, target: "_blank", rel: "noopener", "aria-label": say("openPicture") },
    element("img", { src: url, alt: say("picture") }),
  );
}

/**
 * @param {HTMLElement} node
 * @param {PageMessage} message
 */
function showCardStatus(node, message) {
  const status = /** @type {HTMLElement} */ (node.querySelector(".card-status"));
  const phrases = /** @type {const} */ ({
    processing: "cardProcessing",
    inputting: "cardInputting",
    failed: "cardFailed",
  });
  const phrase = message.cardStatus === undefined || message.cardStatus === "finished" ? undefined : message.cardStatus;
  setText(status, phrase === undefined ? "" : say(phrases[phrase]));
  status.hidden = phrase === undefined;
}

import { groupAvatar, robotAvatar } from "../avatar.js";
import { element, reconcile, setAttribute, setText } from "../dom.js";
import { currentLanguage, say } from "../i18n.js";
import { icon } from "../icons.js";
import { connectionsOf, draftOf, messagesOf, openChat, robotsOf, titleOf } from "../store.js";
import { dayAndTime } from "../time.js";
import { createMessage, updateMessage } from "./message.js";
import { createMessageFocus } from "./message-focus.js";
import { createScroller } from "./scroller.js";

/** @import { Actions } from "../actions.js" */
/** @import { Store } from "../store.js" */
/** @import { PageChat, PageMessage } from "../types.d.ts" */

/** A silence longer than this gets the time written between two messages. */
const silence = 5 * 60 * 1000;

/** @typedef {{ kind: "message", message: PageMessage } | { kind: "time", at: number }} Row */

/**
 * The open chat: its header and its messages.
 * @param {HTMLElement} root
 * @param {Store} store
 * @param {Actions} actions
 */
export function createConversationView(root, store, actions) {
  const header = createHeader(store, actions);
  const list = element("ol", { class: "messages", "aria-label": say("messages") });
  const empty = createEmptyState(store, actions);
  const scroller = createScroller(element("div", { class: "messages-content" }, empty.node, list));
  const focus = createMessageFocus(list, actions);
  root.replaceChildren(header.node, scroller.node);
  let place = "";

  return function render() {
    const chat = openChat(store);
    header.render(chat);
    empty.render(chat);
    const here = `${currentLanguage()} ${store.choice.person} ${chat?.id}`;
    reconcile(list, rowsOf(chat ? messagesOf(store, chat.id) : []), {
      key: (row) => `${here} ${row.kind} ${row.kind === "time" ? row.at : row.message.id}`,
      create: (row) =>
        row.kind === "time"
          ? element("li", { class: "time" }, element("time", {}, dayAndTime(row.at)))
          : createMessage(row.message, store, actions),
      update: (node, row) => {
        if (row.kind === "message") {
          updateMessage(node, row.message, store);
          node.dataset.id = row.message.id;
          setAttribute(node, "data-chosen", store.pathOpen && row.message.id === store.pathOf);
        }
      },
    });
    focus.refresh();
    scroller.contentChanged({ newPlace: here !== place, own: store.sentNow });
    store.sentNow = false;
    place = here;
  };
}

/**
 * @param {PageMessage[]} messages
 * @returns {Row[]}
 */
function rowsOf(messages) {
  return messages.flatMap((message, index) => {
    const before = messages[index - 1];
    /** @type {Row} */
    const row = { kind: "message", message };
    return before === undefined || message.at - before.at > silence ? [{ kind: "time", at: message.at }, row] : [row];
  });
}

/**
 * @param {Store} store
 * @param {Actions} actions
 */
function createHeader(store, actions) {
  const face = element("span", { class: "face" });
  const title = element("h1", {});
  const status = element("p", { class: "status", role: "status" });
  const path = element("button", {
    type: "button",
    class: "plain",
    id: "path-toggle",
    "aria-controls": "path",
    click: actions.togglePath,
  });
  path.append(icon("path"), element("span", { class: "wide-only" }, say("messagePath")));
  const back = element(
    "button",
    { type: "button", class: "plain back", "aria-label": say("back"), click: actions.leaveChat },
    icon("back"),
  );
  const node = element("header", { class: "chat-header" }, back, face, element("div", {}, title, status), path);

  /** @param {PageChat | undefined} chat */
  function render(chat) {
    node.hidden = chat === undefined;
    if (chat !== undefined) {
      reconcile(face, [chat], { key: ({ id }) => id, create: ({ kind }) => faceOf(kind) });
      setText(title, titleOf(store, chat));
      setText(status, statusOf(store, chat));
      setAttribute(status, "data-present", String((connectionsOf(store, chat) ?? 0) > 0));
      setAttribute(path, "aria-expanded", String(store.pathOpen));
      setAttribute(path, "aria-label", say(store.pathOpen ? "hidePath" : "showPath"));
    }
  }
  return { node, render };
}

/** @param {PageChat["kind"]} kind */
function faceOf(kind) {
  return kind === "group" ? groupAvatar() : robotAvatar();
}

/**
 * @param {Store} store
 * @param {PageChat} chat
 */
function statusOf(store, chat) {
  const count = connectionsOf(store, chat);
  if (count === undefined || count === 0) {
    return say(count === 0 ? "robotMissing" : "robotUnknown");
  }
  const connected = count === 1 ? say("robotConnected") : say("robotConnections", { count });
  return chat.kind === "group" ? `${say("groupMembers", { count: chat.members.length })} · ${connected}` : connected;
}

/** Sentences to begin with, where nothing was said yet. */
const starters = /** @type {const} */ (["starterHello", "starterLong"]);

/**
 * @param {Store} store
 * @param {Actions} actions
 */
function createEmptyState(store, actions) {
  const title = element("h2", {});
  const hint = element("p", {});
  const suggestions = element("ul", { class: "starters", "aria-label": say("starters") });
  for (const text of [...starters.map((phrase) => say(phrase)), "/help"]) {
    const button = element("button", { type: "button", class: "starter", click: () => begin(text) }, text);
    suggestions.append(element("li", {}, button));
  }
  const node = element("div", { class: "empty" }, icon("chat"), title, hint, suggestions);

  /** @param {string} text */
  function begin(text) {
    draftOf(store).text = text;
    actions.send();
    // The button is gone, and the focus must not go with it.
    document.getElementById("text")?.focus();
  }

  /** @param {PageChat | undefined} chat */
  function render(chat) {
    node.hidden = chat !== undefined && messagesOf(store, chat.id).length > 0;
    suggestions.hidden = chat === undefined || connectionsOf(store, chat) === 0;
    if (chat === undefined) {
      setText(title, say(store.connection === "connecting" ? "connecting" : "chooseChat"));
      setText(hint, "");
      return;
    }
    const robot = robotsOf(store, chat)
      .map(({ name }) => name)
      .join(", ");
    const present = connectionsOf(store, chat) !== 0;
    setText(title, present ? say("emptyTitle", { robot }) : say("robotMissing"));
    setText(hint, hintOf(chat, robot, present));
  }
  return { node, render };
}

/**
 * @param {PageChat} chat
 * @param {string} robot
 * @param {boolean} present
 */
function hintOf(chat, robot, present) {
  if (!present) {
    return say("robotMissingHint");
  }
  return chat.kind === "group" ? say("emptyGroupHint", { robot }) : say("emptyHint");
}

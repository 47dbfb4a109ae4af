/** Everything one can do on the page; each changes the store and has the page drawn again. */

import { writeAddress } from "./address.js";
import { fetchPath, RefusedError, sendMessage } from "./api.js";
import { isPhrase, say, switchLanguage } from "./i18n.js";
import { readPicture } from "./pictures.js";
import { chatAfterSwitch, draftOf, messagesOf, openChat, pathMessage, questionOf } from "./store.js";
import { isPhone } from "./viewport.js";

/** @import { Draft, Store } from "./store.js" */
/** @import { SendRequest } from "./types.d.ts" */

/** @typedef {ReturnType<typeof createActions>} Actions */

/**
 * @param {Store} store
 * @param {{ render: () => void, renderNow: () => void, rebuild: () => void, reconnect: () => void }} page
 */
export function createActions(store, page) {
  /** Sends one after the other, so that quick messages keep their order. */
  let sending = Promise.resolve();

  /** @param {string} person */
  function choosePerson(person) {
    const before = openChat(store);
    store.choice = { ...store.choice, person };
    store.choice.chat = chatAfterSwitch(store, before);
    store.pathOf = undefined;
    writeAddress(store.choice, "push");
    page.render();
  }

  /** @param {string} chat */
  function chooseChat(chat) {
    store.choice = { ...store.choice, chat };
    store.pathOf = undefined;
    writeAddress(store.choice, "push");
    page.renderNow();
    document.getElementById("text")?.focus({ preventScroll: true });
  }

  function leaveChat() {
    const left = store.choice.chat;
    store.choice = { ...store.choice, chat: undefined };
    writeAddress(store.choice, "push");
    page.renderNow();
    focusChat(left);
  }

  function send() {
    const chat = openChat(store);
    const draft = draftOf(store);
    const text = draft.text.trim();
    if (chat === undefined || store.choice.person === undefined || (text === "" && draft.picture === undefined)) {
      return;
    }
    if (store.connection === "lost") {
      draft.error = say("sendFailedServer");
      page.renderNow();
      return;
    }
    /** @type {SendRequest} */
    const message = {
      appKey: draft.appKey ?? chat.robots[0] ?? "",
      userId: store.choice.person,
      conversationId: chat.id,
      text,
      ...(draft.quote && { quoteId: draft.quote.id }),
      ...(draft.picture && { picture: draft.picture }),
    };
    const sent = { ...draft };
    Object.assign(draft, { text: "", quote: undefined, picture: undefined, error: undefined });
    store.sentNow = true;
    store.pathOf = undefined;
    page.renderNow();
    sending = sending.then(() => deliver(message, draft, sent));
  }

  /**
   * @param {SendRequest} message
   * @param {Draft} draft what is written now
   * @param {Draft} sent what the message was made of
   */
  async function deliver(message, draft, sent) {
    try {
      const { messageId, outcome } = await sendMessage(message);
      store.outcomes.set(messageId, outcome);
      page.render();
    } catch (error) {
      giveBack(draft, sent, error);
    }
  }

  /**
   * Nothing that was written is lost when it cannot be sent.
   * @param {Draft} draft what is written now
   * @param {Draft} sent what could not be sent
   * @param {unknown} error
   */
  function giveBack(draft, sent, error) {
    // What came back before this one was written before it as well.
    const parts = draft.error === undefined ? [sent.text, draft.text] : [draft.text, sent.text];
    draft.text = parts.filter(Boolean).join("\n");
    draft.quote ??= sent.quote;
    draft.picture ??= sent.picture;
    draft.error = sendFailure(error);
    page.render();
  }

  /** @param {string} messageId */
  function quote(messageId) {
    draftOf(store).quote = messagesOf(store, store.choice.chat).find(({ id }) => id === messageId);
    page.renderNow();
    document.getElementById("text")?.focus();
  }

  /** @param {string} messageId */
  function openPath(messageId) {
    const message = messagesOf(store, store.choice.chat).find(({ id }) => id === messageId);
    store.pathOf = (message && questionOf(store, message)?.id) ?? messageId;
    store.pathOpen = true;
    page.renderNow();
    loadPath();
    if (isPhone()) {
      document.getElementById("path-close")?.focus();
    }
  }

  function togglePath() {
    store.pathOpen = !store.pathOpen;
    store.pathOf = undefined;
    page.renderNow();
    if (store.pathOpen) {
      loadPath();
      if (isPhone()) {
        document.getElementById("path-close")?.focus();
      }
    } else {
      document.getElementById("path-toggle")?.focus();
    }
  }

  function followLatest() {
    store.pathOf = undefined;
    page.render();
    loadPath();
  }

  /** Reads the path that the panel shows, unless it is known; later steps come by themselves. */
  function loadPath() {
    const message = pathMessage(store);
    if (store.pathOpen && message !== undefined && !store.pathsAsked.has(message.id)) {
      store.pathsAsked.add(message.id);
      void readPath(message.id);
    }
  }

  /** @param {string} messageId */
  async function readPath(messageId) {
    try {
      const path = await fetchPath(messageId);
      // Steps that came while the answer was on its way are newer.
      if ((store.paths.get(messageId)?.steps.length ?? 0) < path.steps.length) {
        store.paths.set(messageId, path);
      }
      store.pathError = undefined;
    } catch (error) {
      store.pathsAsked.delete(messageId);
      store.pathError = error instanceof RefusedError ? reasonOf(error) : say("serverGone");
    }
    page.render();
  }

  /** @param {File} file */
  async function attach(file) {
    const draft = draftOf(store);
    try {
      draft.picture = await readPicture(file);
      draft.error = undefined;
    } catch {
      draft.error = say("notAPicture", { name: file.name });
    }
    page.renderNow();
    document.getElementById("text")?.focus();
  }

  /** @param {keyof Draft} part */
  function drop(part) {
    Object.assign(draftOf(store), { [part]: undefined });
    page.renderNow();
    document.getElementById("text")?.focus();
  }

  return {
    choosePerson,
    chooseChat,
    leaveChat,
    send,
    quote,
    openPath,
    togglePath,
    followLatest,
    loadPath,
    attach: (/** @type {File} */ file) => void attach(file),
    dropQuote: () => drop("quote"),
    removePicture: () => drop("picture"),
    dismissError: () => drop("error"),
    focusLastMessage: () => {
      const last = [...document.querySelectorAll(".message")].at(-1);
      if (last instanceof HTMLElement) {
        last.focus();
      }
    },
    switchLanguage: () => {
      switchLanguage();
      page.rebuild();
    },
    /** What Escape closes while one writes: the error, then the quote, the picture, at last the path panel. */
    closeTopmost: () => {
      const draft = draftOf(store);
      const part = /** @type {const} */ (["error", "quote", "picture"]).find((name) => draft[name] !== undefined);
      if (part !== undefined) {
        drop(part);
      } else if (store.pathOpen) {
        togglePath();
        document.getElementById("text")?.focus();
      }
    },
    reconnect: page.reconnect,
  };
}

/** @param {string | undefined} chat */
function focusChat(chat) {
  const links = [...document.querySelectorAll(".chat-item")];
  const link = links.find((item) => item.closest("li")?.dataset.key === chat) ?? links[0];
  if (link instanceof HTMLElement) {
    link.focus();
  }
}

/** @param {unknown} error */
function sendFailure(error) {
  return error instanceof RefusedError ? say("sendFailed", { reason: reasonOf(error) }) : say("sendFailedServer");
}

/**
 * The refusal in the page's language where there are words for it, else in the server's.
 * @param {RefusedError} error
 */
function reasonOf(error) {
  const known = `refusal-${error.code}`;
  return isPhrase(known) ? say(known) : error.message;
}

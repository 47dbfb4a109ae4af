import { createActions } from "./actions.js";
import { readAddress, writeAddress } from "./address.js";
import { connectEvents } from "./events.js";
import { say, translateMarkup } from "./i18n.js";
import { plainText } from "./markdown.js";
import {
  authorName,
  createStore,
  isOwn,
  markAllSeen,
  markSeen,
  openChat,
  ownChats,
  takeMessage,
  takeState,
  unreadCount,
} from "./store.js";
import { createBannerView } from "./view/banner.js";
import { createChatsView } from "./view/chats.js";
import { createComposerView } from "./view/composer.js";
import { createConversationView } from "./view/conversation.js";
import { createPathView } from "./view/path.js";
import { isPhone, phone } from "./viewport.js";

/** @import { PageMessage, PageState } from "./types.d.ts" */

const store = createStore();
const actions = createActions(store, { render, renderNow, rebuild, reconnect: () => events.retry() });

/** @type {(() => void)[]} */
let views = [];
let scheduled = false;
let everConnected = false;

/** Draws the page again before the next frame, once for any number of changes. */
function render() {
  if (!scheduled) {
    scheduled = true;
    // A hidden page gets no frames, yet its title must count the unread.
    (document.hidden ? setTimeout : requestAnimationFrame)(renderNow);
  }
}

function renderNow() {
  scheduled = false;
  if (store.choice.chat !== undefined && !document.hidden) {
    markSeen(store, store.choice.chat);
  }
  byId("layout").dataset.view = store.choice.chat === undefined ? "list" : "chat";
  byId("layout").dataset.path = String(store.pathOpen);
  byId("conversation").inert = store.pathOpen && store.choice.chat !== undefined && isPhone();
  for (const renderView of views) {
    renderView();
  }
  const unread = ownChats(store).reduce((sum, chat) => sum + unreadCount(store, chat), 0);
  document.title = unread > 0 ? say("appTitleUnread", { count: unread }) : say("appTitle");
}

/** Builds everything in the present language. */
function rebuild() {
  translateMarkup();
  views = [
    createBannerView(byId("banner"), store, actions),
    createChatsView(byId("chats"), store, actions),
    createConversationView(byId("conversation"), store, actions),
    createComposerView(byId("conversation"), store, actions),
    createPathView(byId("path"), store, actions),
  ];
  renderNow();
}

/** @param {PageState} state */
function receiveState(state) {
  takeState(store, state);
  // What was missed meanwhile is read again; until then the known steps stay.
  store.pathsAsked.clear();
  if (!everConnected) {
    everConnected = true;
    markAllSeen(store);
  }
  settleChoice();
  render();
  actions.loadPath();
}

/** Makes what the address names something that exists. */
function settleChoice() {
  if (!store.people.some(({ userId }) => userId === store.choice.person)) {
    store.choice = { ...store.choice, person: store.people[0]?.userId };
  }
  if (openChat(store) === undefined) {
    store.choice = { ...store.choice, chat: isPhone() ? undefined : ownChats(store)[0]?.id };
  }
  writeAddress(store.choice, "replace");
}

/** @param {PageMessage} message */
function receiveMessage(message) {
  takeMessage(store, message);
  announce(message);
  render();
  actions.loadPath();
}

/**
 * Has screen readers say a message once it is complete.
 * @param {PageMessage} message
 */
function announce(message) {
  const complete = message.cardStatus === undefined || message.cardStatus === "finished";
  if (complete && message.conversationId === store.choice.chat && !isOwn(store, message.from)) {
    const text = plainText(message.text).slice(0, 500);
    byId("announcer").textContent = say("announceMessage", { name: authorName(store, message.from), text });
  }
}

/** @param {KeyboardEvent} event */
function handleEscape(event) {
  if (event.key !== "Escape" || event.isComposing) {
    return;
  }
  if (store.pathOpen && (isPhone() || byId("path").contains(document.activeElement))) {
    actions.togglePath();
  } else if (document.activeElement?.closest(".message")) {
    byId("text").focus();
  } else if (document.activeElement?.id === "text") {
    actions.closeTopmost();
  }
}

/** @param {string} id */
function byId(id) {
  const node = document.getElementById(id);
  if (node === null) {
    throw new Error(`The page has no #${id}`);
  }
  return node;
}

store.choice = readAddress();
store.pathOpen = matchMedia("(min-width: 1100px)").matches;
rebuild();
document.addEventListener("keydown", handleEscape);
document.addEventListener("visibilitychange", render);
phone.addEventListener("change", render);
byId("layout").addEventListener("click", (event) => {
  // What dims the page beside a sheet belongs to the layout itself.
  if (event.target === byId("layout") && store.pathOpen) {
    actions.togglePath();
  }
});
window.addEventListener("popstate", () => {
  store.choice = readAddress();
  settleChoice();
  render();
});

const events = connectEvents(
  {
    state: receiveState,
    message: receiveMessage,
    "message-changed": receiveMessage,
    path: (path) => {
      store.paths.set(path.messageId, path);
      render();
    },
    robots: (robots) => {
      store.robots = robots;
      render();
    },
  },
  (connection) => {
    store.connection = connection;
    render();
  },
);

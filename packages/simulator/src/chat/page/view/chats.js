import { addressOf } from "../address.js";
import { groupAvatar, personAvatar, robotAvatar } from "../avatar.js";
import { element, reconcile, setAttribute, setText } from "../dom.js";
import { say } from "../i18n.js";
import { icon } from "../icons.js";
import { plainText } from "../markdown.js";
import { authorName, connectionsOf, messagesOf, ownChats, titleOf, unreadCount } from "../store.js";
import { shortTime } from "../time.js";

/** @import { Actions } from "../actions.js" */
/** @import { Store } from "../store.js" */
/** @import { PageChat, PagePerson } from "../types.d.ts" */

/**
 * The left column: whom one types as, and that person's chats.
 * @param {HTMLElement} root
 * @param {Store} store
 * @param {Actions} actions
 */
export function createChatsView(root, store, actions) {
  const people = createPeopleSelect(store, actions);
  const list = element("ul", { class: "chat-list", keydown: moveFocus });
  const empty = element("p", { class: "chats-empty" }, say("noChats"));
  root.replaceChildren(createHeader(people.node, actions), list, empty);

  return function render() {
    people.render();
    const chats = ownChats(store);
    empty.hidden = chats.length > 0 || store.connection === "connecting";
    reconcile(list, chats, {
      key: (chat) => chat.id,
      create: (chat) => createChatItem(chat, store, actions),
      update: (node, chat) => updateChatItem(node, chat, store),
    });
    makeOneTabStop(list);
  };
}

/**
 * @param {HTMLElement} people
 * @param {Actions} actions
 */
function createHeader(people, actions) {
  const language = element(
    "button",
    { type: "button", class: "plain language", "aria-label": say("switchLanguage"), click: actions.switchLanguage },
    say("switchLanguageShort"),
  );
  language.lang = say("switchLanguageShort") === "EN" ? "en" : "zh-CN";
  return element("header", { class: "chats-header" }, people, language);
}

/**
 * @param {Store} store
 * @param {Actions} actions
 */
function createPeopleSelect(store, actions) {
  const face = element("span", { class: "face" });
  const select = element("select", {
    id: "person",
    change: () => actions.choosePerson(select.value),
  });
  const other = element("a", { class: "plain", target: "_blank", rel: "noopener" }, icon("window"));
  const node = element(
    "div",
    { class: "people" },
    face,
    element(
      "span",
      { class: "people-choice" },
      element("label", { for: "person" }, say("speakingAs")),
      element("span", { class: "select" }, select, icon("down")),
    ),
    other,
  );

  function render() {
    reconcile(select, store.people, {
      key: (person) => person.userId,
      create: (person) => element("option", { value: person.userId }, person.name),
    });
    const person = store.people.find(({ userId }) => userId === store.choice.person);
    node.hidden = person === undefined;
    if (person !== undefined) {
      select.value = person.userId;
      reconcile(face, [person], {
        key: ({ userId }) => userId,
        create: ({ userId, name }) => personAvatar(userId, name),
      });
      showOtherWindow(other, nextPerson(store.people, person));
    }
  }
  return { node, render };
}

/**
 * @param {HTMLAnchorElement} link
 * @param {PagePerson | undefined} person
 */
function showOtherWindow(link, person) {
  link.hidden = person === undefined;
  if (person !== undefined) {
    const label = say("newWindowFor", { name: person.name });
    setAttribute(link, "href", addressOf({ person: person.userId, chat: undefined }));
    setAttribute(link, "aria-label", label);
    setAttribute(link, "title", label);
  }
}

/**
 * @param {PagePerson[]} people
 * @param {PagePerson} person
 */
function nextPerson(people, person) {
  const next = people[(people.indexOf(person) + 1) % people.length];
  return next === person ? undefined : next;
}

/**
 * @param {PageChat} chat
 * @param {Store} store
 * @param {Actions} actions
 */
function createChatItem(chat, store, actions) {
  const link = element(
    "a",
    {
      class: "chat-item",
      click: (event) => {
        if (isPlainClick(event)) {
          event.preventDefault();
          actions.chooseChat(chat.id);
        }
      },
    },
    element(
      "span",
      { class: "chat-face" },
      chat.kind === "group" ? groupAvatar() : robotAvatar(),
      element("span", { class: "presence" }),
    ),
    element("span", { class: "chat-title" }, titleOf(store, chat)),
    element("time", { class: "chat-time" }),
    element("span", { class: "chat-preview" }),
    element("span", { class: "badge" }),
  );
  return element("li", {}, link);
}

/** @param {Event} event */
function isPlainClick(event) {
  return event instanceof MouseEvent && !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0;
}

/**
 * @param {HTMLElement} item
 * @param {PageChat} chat
 * @param {Store} store
 */
function updateChatItem(item, chat, store) {
  const last = messagesOf(store, chat.id).at(-1);
  const unread = chat.id === store.choice.chat ? 0 : unreadCount(store, chat);
  const link = part(item, "chat-item");
  setAttribute(link, "href", addressOf({ person: store.choice.person, chat: chat.id }));
  setAttribute(link, "aria-current", chat.id === store.choice.chat ? "page" : undefined);
  setText(part(item, "chat-title"), titleOf(store, chat));
  setText(part(item, "chat-time"), last ? shortTime(last.at) : "");
  setText(part(item, "chat-preview"), previewOf(store, chat));
  const badge = part(item, "badge");
  setText(badge, unread > 0 ? String(unread) : "");
  setAttribute(badge, "aria-label", unread > 0 ? say("unread", { count: unread }) : undefined);
  const present = (connectionsOf(store, chat) ?? 0) > 0;
  setAttribute(part(item, "presence"), "data-present", String(present));
}

/**
 * @param {Store} store
 * @param {PageChat} chat
 */
function previewOf(store, chat) {
  const last = messagesOf(store, chat.id).at(-1);
  if (last === undefined) {
    return say("noMessages");
  }
  const words = last.title || plainText(last.text.slice(0, 300));
  const text = [last.pictureUrl && say("picturePreview"), words].filter(Boolean).join(" ");
  return chat.kind === "group" ? say("announceMessage", { name: authorName(store, last.from), text }) : text;
}

/**
 * @param {HTMLElement} item
 * @param {string} name
 */
function part(item, name) {
  return /** @type {HTMLElement} */ (item.getElementsByClassName(name)[0]);
}

/** @param {HTMLElement} list */
function makeOneTabStop(list) {
  const links = [...list.querySelectorAll("a")];
  const stop =
    links.find((link) => link === document.activeElement) ??
    links.find((link) => link.getAttribute("aria-current") === "page") ??
    links[0];
  for (const link of links) {
    setAttribute(link, "tabindex", link === stop ? 0 : -1);
  }
}

/** @param {Event} event */
function moveFocus(event) {
  if (!(event instanceof KeyboardEvent && event.currentTarget instanceof HTMLElement)) {
    return;
  }
  const links = [...event.currentTarget.querySelectorAll("a")];
  const index = links.findIndex((link) => link === document.activeElement);
  const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: links.length - 1 }[event.key];
  const link = target === undefined ? undefined : links[target];
  if (link !== undefined) {
    event.preventDefault();
    link.focus();
    makeOneTabStop(event.currentTarget);
  }
}

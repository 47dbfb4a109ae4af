import { element, setAttribute, setText } from "../dom.js";
import { say } from "../i18n.js";
import { icon } from "../icons.js";
import { pictureTypes } from "../pictures.js";
import { authorName, draftOf, openChat, robotsOf, titleOf } from "../store.js";
import { createCommandHints } from "./commands.js";
import { quoteText } from "./message.js";

/** @import { Actions } from "../actions.js" */
/** @import { Store } from "../store.js" */
/** @import { PageChat } from "../types.d.ts" */

/**
 * Where one writes: text, picture, quote, and why the last try failed.
 * @param {HTMLElement} root the form is added to its end
 * @param {Store} store
 * @param {Actions} actions
 */
export function createComposerView(root, store, actions) {
  const text = element("textarea", { id: "text", rows: 1, "aria-describedby": "keys", autocomplete: "off" });
  const commands = createCommandHints(text, (command) => {
    draftOf(store).text = command;
    render();
    text.focus();
  });
  const error = createError(store, actions);
  const quote = createQuoteChip(store, actions);
  const picture = createPictureChip(store, actions);
  const robot = createRobotSelect(store);
  const send = element("button", { type: "submit", class: "send", "aria-label": say("send") }, icon("send"));
  const form = element(
    "form",
    { class: "composer", submit, keydown, paste, drop, dragover: (event) => event.preventDefault() },
    error.node,
    quote.node,
    picture.node,
    commands.node,
    element("div", { class: "box" }, createAttach(actions), robot.node, text, send),
    element("p", { class: "keys", id: "keys" }, say("keysHint")),
  );
  root.append(form);
  text.addEventListener("input", () => {
    draftOf(store).text = text.value;
    render();
  });

  function render() {
    const chat = openChat(store);
    form.hidden = chat === undefined;
    if (chat === undefined) {
      return;
    }
    const draft = draftOf(store);
    showText(text, draft.text, say("writeTo", { name: titleOf(store, chat) }));
    setAttribute(send, "disabled", draft.text.trim() === "" && draft.picture === undefined);
    for (const piece of [error, quote, picture]) {
      piece.render();
    }
    robot.render(chat);
    commands.render();
  }

  /** @param {Event} event */
  function submit(event) {
    event.preventDefault();
    actions.send();
    text.focus();
  }

  /** @param {Event} event */
  function keydown(event) {
    if (event instanceof KeyboardEvent && event.target === text) {
      handleKey(event);
    }
  }

  /** @param {KeyboardEvent} event */
  function handleKey(event) {
    // Enter also confirms what an input method composes; Safari reports that Enter as key code 229 afterwards.
    if (event.isComposing || event.keyCode === 229) {
      return;
    }
    if (commands.handleKey(event)) {
      return;
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      actions.send();
    } else if (event.key === "ArrowUp" && text.value === "") {
      event.preventDefault();
      actions.focusLastMessage();
    }
  }

  /** @param {Event} event */
  function paste(event) {
    takeFile(event, event instanceof ClipboardEvent ? event.clipboardData : null);
  }

  /** @param {Event} event */
  function drop(event) {
    takeFile(event, event instanceof DragEvent ? event.dataTransfer : null);
  }

  /**
   * @param {Event} event
   * @param {DataTransfer | null} data
   */
  function takeFile(event, data) {
    const file = data?.files[0];
    if (file !== undefined) {
      event.preventDefault();
      actions.attach(file);
    }
  }

  return render;
}

/**
 * @param {HTMLTextAreaElement} text
 * @param {string} value
 * @param {string} label
 */
function showText(text, value, label) {
  if (text.value !== value) {
    text.value = value;
  }
  setAttribute(text, "placeholder", label);
  setAttribute(text, "aria-label", label);
  // Grows with its text up to the height its style allows.
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

/** @param {Actions} actions */
function createAttach(actions) {
  const input = element("input", {
    type: "file",
    accept: pictureTypes.join(","),
    class: "visually-hidden",
    tabindex: -1,
    "aria-hidden": "true",
    change: () => {
      const file = input.files?.[0];
      if (file !== undefined) {
        actions.attach(file);
      }
      input.value = "";
    },
  });
  const button = element(
    "button",
    {
      type: "button",
      class: "plain attach",
      "aria-label": say("attach"),
      title: say("attach"),
      click: () => input.click(),
    },
    icon("picture"),
  );
  return element("span", { class: "attach-frame" }, input, button);
}

/**
 * @param {Store} store
 * @param {Actions} actions
 */
function createError(store, actions) {
  const words = element("span", {});
  const node = element(
    "div",
    { class: "send-error", role: "alert" },
    icon("alert"),
    words,
    closeButton(say("dismiss"), actions.dismissError),
  );
  function render() {
    const { error } = draftOf(store);
    setText(words, error ?? "");
    node.hidden = error === undefined;
  }
  return { node, render };
}

/**
 * @param {Store} store
 * @param {Actions} actions
 */
function createQuoteChip(store, actions) {
  const author = element("span", { class: "quoted-author" });
  const words = element("span", { class: "quoted-text" });
  const close = closeButton(say("dropQuote"), actions.dropQuote);
  const node = element("div", { class: "chip quote-chip" }, element("div", { class: "quoted" }, author, words), close);
  function render() {
    const { quote } = draftOf(store);
    node.hidden = quote === undefined;
    if (quote !== undefined) {
      setText(author, say("quoting", { name: authorName(store, quote.from) }));
      setText(words, quoteText(quote));
    }
  }
  return { node, render };
}

/**
 * @param {Store} store
 * @param {Actions} actions
 */
function createPictureChip(store, actions) {
  const image = element("img", { alt: say("pictureReady") });
  const close = closeButton(say("removePicture"), actions.removePicture);
  const node = element("div", { class: "chip picture-chip" }, image, close);
  function render() {
    const { picture } = draftOf(store);
    node.hidden = picture === undefined;
    setAttribute(image, "src", picture);
  }
  return { node, render };
}

/**
 * The robot that hears what is written in a group; a choice where there are several.
 * @param {Store} store
 */
function createRobotSelect(store) {
  const select = element("select", {
    "aria-label": say("addressedRobot"),
    change: () => {
      draftOf(store).appKey = select.value;
    },
  });
  const only = element("span", {});
  const node = element("span", { class: "addressed" }, only, select);
  /** @param {PageChat} chat */
  function render(chat) {
    const robots = robotsOf(store, chat);
    node.hidden = chat.kind !== "group";
    select.hidden = robots.length < 2;
    only.hidden = robots.length !== 1;
    setText(only, `@${robots[0]?.name}`);
    const wanted = robots.map(({ appKey, name }) => new Option(`@${name}`, appKey));
    if (wanted.some((option, index) => !option.isEqualNode(select.options[index] ?? null))) {
      select.replaceChildren(...wanted);
    }
    select.value = draftOf(store).appKey ?? chat.robots[0] ?? "";
  }
  return { node, render };
}

/**
 * @param {string} label
 * @param {() => void} click
 */
function closeButton(label, click) {
  return element("button", { type: "button", class: "plain", "aria-label": label, title: label, click }, icon("close"));
}

import { setAttribute } from "../dom.js";

/** @import { Actions } from "../actions.js" */

/**
 * Moves among messages with the arrow keys: the list is one tab stop, and only the buttons of the message in focus can
 * be reached with Tab. Enter opens its path, Escape returns to the message box.
 * @param {HTMLElement} list
 * @param {Actions} actions
 */
export function createMessageFocus(list, actions) {
  list.addEventListener("keydown", (event) => {
    const message = focusedMessage();
    if (message === undefined) {
      return;
    }
    const target = neighbour(message, event.key);
    if (target !== undefined) {
      event.preventDefault();
      target.focus();
    } else if (event.key === "Enter" && event.target === message) {
      event.preventDefault();
      actions.openPath(message.dataset.id ?? "");
    }
  });
  list.addEventListener("focusin", refresh);

  function messages() {
    return [...list.querySelectorAll(".message")].filter((node) => node instanceof HTMLElement);
  }

  function focusedMessage() {
    return messages().find((message) => message.contains(document.activeElement));
  }

  /**
   * @param {HTMLElement} message
   * @param {string} key
   */
  function neighbour(message, key) {
    const all = messages();
    const index = all.indexOf(message);
    const target = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: all.length - 1 }[key];
    return target === undefined ? undefined : all[target];
  }

  function refresh() {
    const stop = focusedMessage() ?? messages().at(-1);
    for (const message of messages()) {
      setAttribute(message, "tabindex", message === stop ? 0 : -1);
      for (const button of message.querySelectorAll(".message-buttons button")) {
        setAttribute(button, "tabindex", message === stop ? 0 : -1);
      }
    }
  }
  return { refresh };
}

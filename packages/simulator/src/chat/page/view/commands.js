import { element, reconcile, setAttribute } from "../dom.js";
import { say } from "../i18n.js";

/** Those of the bot that comes with the simulator; a test compares them. */
const commands = /** @type {const} */ ([
  { name: "/new", phrase: "commandNew" },
  { name: "/restore", phrase: "commandRestore" },
  { name: "/stop", phrase: "commandStop" },
  { name: "/memory", phrase: "commandMemory" },
  { name: "/forget", phrase: "commandForget" },
  { name: "/usage", phrase: "commandUsage" },
  { name: "/help", phrase: "commandHelp" },
]);

/**
 * What can be typed after a slash; chosen with the arrow keys and Enter or Tab, or by clicking.
 * @param {HTMLTextAreaElement} text
 * @param {(command: string) => void} choose
 */
export function createCommandHints(text, choose) {
  const node = element("ul", { class: "commands", role: "listbox", id: "commands", "aria-label": say("commands") });
  let chosen = 0;
  let dismissedFor = "";

  function matching() {
    const typed = text.value;
    const open = typed.startsWith("/") && typed !== dismissedFor && document.activeElement === text;
    return open ? commands.filter(({ name }) => name.startsWith(typed) && name !== typed) : [];
  }

  function render() {
    const items = matching();
    chosen = Math.min(chosen, Math.max(0, items.length - 1));
    node.hidden = items.length === 0;
    reconcile(node, items, {
      key: ({ name }) => name,
      create: ({ name, phrase }) =>
        element(
          "li",
          // Keeps the focus in the text: pressing the mouse must not take it away before the click counts.
          {
            role: "option",
            id: `command-${name.slice(1)}`,
            mousedown: (event) => event.preventDefault(),
            click: () => choose(name),
          },
          element("kbd", {}, name),
          element("span", {}, say(phrase)),
        ),
      update: (option, item) => setAttribute(option, "aria-selected", String(items.indexOf(item) === chosen)),
    });
    const active = items[chosen];
    setAttribute(text, "aria-activedescendant", active && `command-${active.name.slice(1)}`);
    setAttribute(text, "aria-controls", active && "commands");
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key was for the hints
   */
  function handleKey(event) {
    const items = matching();
    const current = items[chosen];
    if (current === undefined || event.shiftKey) {
      return false;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length;
    } else if (event.key === "Enter" || event.key === "Tab") {
      choose(current.name);
    } else if (event.key === "Escape") {
      dismissedFor = text.value;
      event.stopPropagation();
    } else {
      return false;
    }
    event.preventDefault();
    render();
    return true;
  }

  text.addEventListener("blur", render);
  text.addEventListener("focus", render);
  return { node, render, handleKey };
}

import { element } from "../dom.js";
import { say } from "../i18n.js";
import { icon } from "../icons.js";

/** Pixels from the end that still count as being there. */
const nearEnd = 48;

/**
 * A scrolling box that stays at its end while it is there, and offers a way back when it is not.
 * @param {HTMLElement} content
 */
export function createScroller(content) {
  const box = element("div", { class: "messages-box" }, content);
  const more = element("button", { type: "button", class: "more", hidden: true }, say("newMessages"), icon("down"));
  const node = element("div", { class: "messages-frame" }, box, more);
  let atEnd = true;
  let count = 0;
  let position = 0;

  box.addEventListener(
    "scroll",
    () => {
      const near = box.scrollHeight - box.scrollTop - box.clientHeight < nearEnd;
      // A box that became smaller is farther from its end although nobody went up.
      atEnd = near || (atEnd && box.scrollTop >= position);
      position = box.scrollTop;
      more.hidden ||= atEnd;
    },
    { passive: true },
  );
  more.addEventListener("click", goToEnd);
  // Also covers what changes size later: pictures that load, a composer that grows, a keyboard that opens.
  const sizes = new ResizeObserver(() => atEnd && goToEnd());
  sizes.observe(content);
  sizes.observe(box);

  function goToEnd() {
    atEnd = true;
    more.hidden = true;
    box.scrollTop = box.scrollHeight;
    position = box.scrollTop;
  }

  /**
   * @param {{ newPlace: boolean, own: boolean }} change `newPlace`: another chat is shown; `own`: one's own message came
   */
  function contentChanged({ newPlace, own }) {
    const before = count;
    count = content.querySelectorAll(".message").length;
    if (newPlace || own || atEnd) {
      goToEnd();
    } else if (count > before) {
      more.hidden = false;
    }
  }
  return { node, contentChanged };
}

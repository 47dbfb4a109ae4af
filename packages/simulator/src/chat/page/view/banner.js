import { element } from "../dom.js";
import { say } from "../i18n.js";
import { icon } from "../icons.js";

/** @import { Actions } from "../actions.js" */
/** @import { Store } from "../store.js" */

/**
 * Says across the page that the simulator does not answer, with a button to try at once.
 * @param {HTMLElement} root
 * @param {Store} store
 * @param {Actions} actions
 */
export function createBannerView(root, store, actions) {
  const retry = element("button", { type: "button", class: "link", click: actions.reconnect }, say("retryNow"));
  root.replaceChildren();

  return function render() {
    const lost = store.connection === "lost";
    if (root.hidden === !lost) {
      return;
    }
    root.hidden = !lost;
    // Filled only when it shows: an alert is read out when its words appear.
    root.replaceChildren(...(lost ? [icon("alert"), element("span", {}, say("serverGone")), retry] : []));
  };
}

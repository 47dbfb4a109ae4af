/** The chosen person and chat live in the address, so that a tab can be reloaded, shared and gone back in. */

/** @import { Choice } from "./store.js" */

/** @returns {Choice} */
export function readAddress() {
  const query = new URLSearchParams(location.search);
  return { person: query.get("as") ?? undefined, chat: query.get("chat") ?? undefined };
}

/**
 * @param {Choice} choice
 * @param {"push" | "replace"} how whether the back button returns to what was chosen before
 */
export function writeAddress(choice, how) {
  const address = addressOf(choice);
  if (address === `${location.pathname}${location.search}`) {
    return;
  }
  if (how === "push") {
    history.pushState(null, "", address);
  } else {
    history.replaceState(null, "", address);
  }
}

/** @param {Choice} choice */
export function addressOf({ person, chat }) {
  const query = new URLSearchParams();
  if (person !== undefined) {
    query.set("as", person);
  }
  if (chat !== undefined) {
    query.set("chat", chat);
  }
  return `/?${query}`;
}

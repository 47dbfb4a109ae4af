import { element, reconcile, setAttribute, setText } from "../dom.js";
import { currentLanguage, isPhrase, say } from "../i18n.js";
import { icon } from "../icons.js";
import { authorName, pathMessage, unpushed } from "../store.js";
import { duration, preciseTime } from "../time.js";
import { isPhone } from "../viewport.js";
import { quoteText } from "./message.js";

/** @import { Actions } from "../actions.js" */
/** @import { Store } from "../store.js" */
/** @import { PageMessage } from "../types.d.ts" */

/** The way of a message that goes well, in its usual order. */
const usualSteps = ["said", "pushed", "stored", "acknowledged", "turn", "delivered"];

/** @typedef {{ name: string, at?: number, before?: number, start: number, total: number }} Row */

/**
 * The panel that shows what happened to a message, when, and how long each step took.
 * @param {HTMLElement} root
 * @param {Store} store
 * @param {Actions} actions
 */
export function createPathView(root, store, actions) {
  const close = element(
    "button",
    { type: "button", class: "plain", id: "path-close", "aria-label": say("closePath"), click: actions.togglePath },
    icon("close"),
  );
  const header = element("header", { class: "path-header" }, element("h2", {}, say("messagePath")), close);
  const subject = createSubject(store, actions);
  const hint = element("p", { class: "path-hint" });
  const steps = element("ol", { class: "steps" });
  const total = element("p", { class: "path-total" });
  const identity = createIdentity();
  root.replaceChildren(header, subject.node, hint, steps, total, identity.node);

  return function render() {
    root.hidden = !store.pathOpen || store.choice.chat === undefined;
    if (root.hidden) {
      return;
    }
    setAttribute(root, "role", isPhone() ? "dialog" : undefined);
    setAttribute(root, "aria-modal", isPhone() ? "true" : undefined);
    const message = pathMessage(store);
    const rows = message === undefined ? [] : rowsOf(store, message);
    subject.render(message);
    identity.render(message);
    setText(hint, hintOf(store, message));
    hint.hidden = hint.textContent === "";
    showSteps(steps, rows, message);
    setText(total, totalOf(rows));
  };
}

/**
 * @param {Store} store
 * @param {PageMessage | undefined} message
 */
function hintOf(store, message) {
  if (message === undefined) {
    return say("pathEmpty");
  }
  return store.pathError === undefined ? "" : say("pathFailed", { reason: store.pathError });
}

/**
 * @param {Store} store
 * @param {PageMessage} message
 * @returns {Row[]}
 */
function rowsOf(store, message) {
  const known = [{ name: "said", at: message.at }, ...(store.paths.get(message.id)?.steps ?? [])];
  const start = message.at;
  const total = Math.max(0, (known.at(-1)?.at ?? start) - start);
  const done = known.map(({ name, at }, index) => {
    const before = known[index - 1]?.at;
    return { name, at, start, total, ...(before === undefined ? {} : { before }) };
  });
  const names = new Set(known.map(({ name }) => name));
  const open = usualSteps.filter((name) => !names.has(name)).map((name) => ({ name, start, total }));
  const reason = unpushed(store, message);
  return reason === undefined ? [...done, ...open] : [...done, { name: reason, start, total }, ...open];
}

/**
 * @param {HTMLElement} list
 * @param {Row[]} rows
 * @param {PageMessage | undefined} message
 */
function showSteps(list, rows, message) {
  reconcile(list, rows, {
    key: ({ name }) => `${currentLanguage()} ${message?.id} ${name}`,
    create: ({ name }) =>
      element(
        "li",
        { class: "step", "data-step": name },
        element("span", { class: "step-name" }, isPhrase(name) ? say(name) : name),
        element("span", { class: "step-since" }),
        element("time", { class: "step-time" }),
        element("span", { class: "step-bar", "aria-hidden": "true" }, element("span", {})),
      ),
    update: showStep,
  });
}

/**
 * @param {HTMLElement} node
 * @param {Row} row
 */
function showStep(node, { at, before, start, total }) {
  const [, since, time, bar] = /** @type {HTMLElement[]} */ ([...node.children]);
  const fill = bar?.firstElementChild;
  if (since === undefined || time === undefined || !(fill instanceof HTMLElement)) {
    return;
  }
  setAttribute(node, "data-done", at !== undefined);
  setText(time, at === undefined ? "" : preciseTime(at));
  const took = at === undefined || before === undefined ? undefined : Math.max(0, at - before);
  setText(since, took === undefined ? "" : `+${duration(took)}`);
  setAttribute(since, "aria-label", took === undefined ? undefined : say("sinceBefore", { duration: duration(took) }));
  const share =
    total > 0 && took !== undefined && before !== undefined
      ? { from: (before - start) / total, width: took / total }
      : undefined;
  fill.style.marginInlineStart = `${100 * (share?.from ?? 0)}%`;
  fill.style.width = `${100 * (share?.width ?? 0)}%`;
}

/** @param {Row[]} rows */
function totalOf(rows) {
  const last = rows.findLast(({ at }) => at !== undefined);
  if (last === undefined || last.total === 0) {
    return "";
  }
  const delivered = last.name === "delivered";
  return say(delivered ? "pathTotal" : "pathSoFar", { duration: duration(last.total) });
}

/**
 * Which message the path is of, and the way back to following the latest.
 * @param {Store} store
 * @param {Actions} actions
 */
function createSubject(store, actions) {
  const which = element("p", { class: "path-which" });
  const words = element("p", { class: "path-words" });
  const follow = element("button", { type: "button", class: "link", click: actions.followLatest }, say("pathFollow"));
  const node = element("div", { class: "path-subject" }, which, words, follow);

  /** @param {PageMessage | undefined} message */
  function render(message) {
    node.hidden = message === undefined;
    follow.hidden = store.pathOf === undefined;
    if (message !== undefined) {
      const name = authorName(store, message.from);
      setText(which, store.pathOf === undefined ? `${name} · ${say("pathLatest")}` : name);
      setText(words, quoteText(message));
    }
  }
  return { node, render };
}

/** The id of the message, to be searched for in logs. */
function createIdentity() {
  const id = element("code", {});
  const copy = element("button", { type: "button", class: "link", click: copyId }, say("copy"));
  const node = element("p", { class: "path-id" }, element("span", {}, say("messageId")), id, copy);

  function copyId() {
    navigator.clipboard.writeText(id.textContent ?? "").then(
      () => setText(copy, say("copied")),
      // Without the permission to copy, the id is selected, ready for the keyboard.
      () => getSelection()?.selectAllChildren(id),
    );
  }

  /** @param {PageMessage | undefined} message */
  function render(message) {
    node.hidden = message === undefined;
    if (message !== undefined && id.textContent !== message.id) {
      setText(id, message.id);
      setText(copy, say("copy"));
    }
  }
  return { node, render };
}

/** Small helpers around the document; everything on the page is built with them, never from HTML text. */

/** @typedef {string | number | boolean | undefined | ((event: Event) => void)} Attribute */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, Attribute>} [attributes] functions become listeners; false and undefined are left out
 * @param {(Node | string | undefined)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      node.addEventListener(name, value);
    } else {
      setAttribute(node, name, value);
    }
  }
  node.append(...children.filter((child) => child !== undefined));
  return node;
}

/**
 * Sets or removes an attribute, touching the document only when something changes.
 * @param {Element} node
 * @param {string} name
 * @param {string | number | boolean | undefined} value
 */
export function setAttribute(node, name, value) {
  if (value === undefined || value === false) {
    node.removeAttribute(name);
    return;
  }
  const text = value === true ? "" : String(value);
  if (node.getAttribute(name) !== text) {
    node.setAttribute(name, text);
  }
}

/**
 * @param {Element} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/**
 * Brings the children of a list in line with its items; nodes of known keys are kept, so that focus, selection
 * and scrolling survive.
 * @template Item
 * @param {Element} parent
 * @param {readonly Item[]} items
 * @param {{ key: (item: Item) => string, create: (item: Item) => HTMLElement, update?: (node: HTMLElement, item: Item) => void }} how
 */
export function reconcile(parent, items, { key, create, update }) {
  const focused = document.activeElement;
  const keys = new Set(items.map(key));
  /** @type {Map<string, HTMLElement>} */
  const known = new Map();
  for (const child of Array.from(parent.children)) {
    if (child instanceof HTMLElement && child.dataset.key !== undefined && keys.has(child.dataset.key)) {
      known.set(child.dataset.key, child);
    } else {
      child.remove();
    }
  }
  let next = parent.firstElementChild;
  for (const item of items) {
    const node = known.get(key(item)) ?? create(item);
    node.dataset.key = key(item);
    update?.(node, item);
    if (node === next) {
      next = next.nextElementSibling;
    } else {
      parent.insertBefore(node, next);
    }
  }
  if (focused instanceof HTMLElement && focused !== document.activeElement && parent.contains(focused)) {
    focused.focus({ preventScroll: true });
  }
}

/**
 * Replaces only the children that differ from the wanted ones, so that the finished part of a growing text stays
 * untouched.
 * @param {Element} parent
 * @param {DocumentFragment} wanted
 */
export function patchChildren(parent, wanted) {
  const fresh = [...wanted.childNodes];
  const present = [...parent.childNodes];
  for (const [index, node] of fresh.entries()) {
    const old = present[index];
    if (old === undefined) {
      parent.append(node);
    } else if (!old.isEqualNode(node)) {
      old.replaceWith(node);
    }
  }
  for (const surplus of present.slice(fresh.length)) {
    surplus.remove();
  }
}

import { Marked } from "./vendor/marked.js";
import purify from "./vendor/purify.js";

const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    checkbox({ checked }) {
      return checked ? "☑ " : "☐ ";
    },
  },
});

const allowedTags =
  "a b blockquote br code del em h1 h2 h3 h4 h5 h6 hr i img li ol p pre s strong sub sup table tbody td th thead tr ul";
const allowedAttributes = "href src alt title align start";

/**
 * Markdown as nodes that are safe to show: no scripts, styles, forms, ids or foreign tags; links open in a new tab
 * that knows nothing of this one.
 * @param {string} source
 * @returns {DocumentFragment}
 */
export function renderMarkdown(source) {
  const html = marked.parse(source, { async: false });
  const fragment = purify.sanitize(html, {
    ALLOWED_TAGS: allowedTags.split(" "),
    ALLOWED_ATTR: allowedAttributes.split(" "),
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|dingtalk:|data:image\/(?:png|jpeg|gif|webp);)/i,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of fragment.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
  for (const image of fragment.querySelectorAll("img")) {
    image.loading = "lazy";
    image.referrerPolicy = "no-referrer";
  }
  for (const wide of fragment.querySelectorAll("table, pre")) {
    makeScrollable(wide);
  }
  return fragment;
}

/**
 * Lets a wide table or code block scroll inside its bubble, also by keyboard.
 * @param {Element} wide
 */
function makeScrollable(wide) {
  const frame = document.createElement("div");
  frame.className = "scrolls";
  wide.replaceWith(frame);
  frame.append(wide);
}

/**
 * The first words of markdown without its marks, for previews and announcements.
 * @param {string} source
 */
export function plainText(source) {
  const text = renderMarkdown(source).textContent ?? "";
  return text.replaceAll(/\s+/g, " ").trim();
}

/** Changes when the page begins or ceases to show one thing at a time; the style sheets switch at the same width. */
export const phone = matchMedia("(max-width: 720px)");

export function isPhone() {
  return phone.matches;
}

/** Line icons on a 24 × 24 grid, drawn with the colour of the text around them. */

const paths = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  down: "M6 9l6 6 6-6",
  send: "M4 12l16-7-6 16-3-6.5z M11 14.5L20 5",
  picture:
    "M4 6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2z M4.5 17l4.5-5 4 4 2.5-2.5 4 4 M15.5 9h.01",
  quote: "M9 7L4 12l5 5 M4 12h10a6 6 0 0 1 6 6v1",
  path: "M6 18.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4z M18 9.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4z M8 16.5h7a3 3 0 0 0 0-6H9a3 3 0 0 1 0-6h0 M9 4.5h4",
  window: "M14 4h6v6 M20 4l-8 8 M10 5H6a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2v-4",
  robot:
    "M7 9h10a3 3 0 0 1 3 3v4a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3v-4a3 3 0 0 1 3-3z M12 9V5 M12 5h.01 M9 13.5v1 M15 13.5v1",
  group:
    "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6z M3.5 19a5.5 5.5 0 0 1 11 0 M16 5.3a3 3 0 0 1 0 5.4 M17.5 14.2a5.5 5.5 0 0 1 3 4.8",
  file: "M7 3.5h7l4.5 4.5v11a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 19V5A1.5 1.5 0 0 1 7 3.5z M13.5 4v4.5H18",
  alert: "M12 8v5 M12 16.5h.01 M12 3.5l9 16H3z",
  chat: "M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z",
};

/** @typedef {keyof typeof paths} IconName */

const svg = "http://www.w3.org/2000/svg";

/** @param {IconName} name */
export function icon(name) {
  const image = document.createElementNS(svg, "svg");
  image.setAttribute("viewBox", "0 0 24 24");
  image.setAttribute("class", "icon");
  image.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg, "path");
  path.setAttribute("d", paths[name]);
  image.append(path);
  return image;
}

/** A table; cells must not hold line breaks. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, columns.map(() => "---"), ...rows].map(tableLine).join("\n");
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map(escapeCell).join(" | ")} |`;
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item.replaceAll("<", "&lt;")}`).join("\n");
}

export function code(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** A part that opens when a reader wants it; short parts stand open. */
export function folded(title: string, content: string, lines: number): string {
  if (content.split("\n").length <= lines) return `**${title}**\n\n${content}`;
  return `<details><summary><b>${title}</b></summary>\n\n${content}\n\n</details>`;
}

/** The address of a heading on the same page. */
export function anchor(heading: string): string {
  return `#${heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, "")
    .replaceAll(" ", "-")}`;
}

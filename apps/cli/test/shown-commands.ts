/** A command line in a document, without `dt`. */
export interface Shown {
  readonly line: string;
}

/** Command lines in code spans and code blocks. `dt <group> <verb>` and the like only show the form. */
export function shownIn(document: string): Shown[] {
  const text = document.replaceAll(/ \\\n\s*/g, " ");
  const found = [...text.matchAll(/(?:^|`)dt ([^`\n]+)/gm)].map(([, line = ""]) => line.replace(/\s+#.*$/, "").trim());
  return found.filter((line) => !/^[<…]/.test(line)).map((line) => ({ line }));
}

/** The words of the first command in a line, as a shell would split them. */
export function wordsOf(line: string): string[] {
  const [command = ""] = line.split(/ [|<>] /);
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );
}

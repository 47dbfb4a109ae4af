/** The text of a config file: `KEY=value` lines. Lines that are not understood stay as they are. */

const assignment = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$/;

/** Values by key; of a repeated key the last counts, an empty value is none. */
export function readConfig(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = assignment.exec(line);
    if (match?.[1] === undefined) continue;
    const value = unquote((match[2] ?? "").trim());
    if (value === "") values.delete(match[1]);
    else values.set(match[1], value);
  }
  return values;
}

/** The text with other values; `undefined` removes a key. Everything else keeps its place and form. */
export function changeConfig(text: string, changes: Readonly<Record<string, string | undefined>>): string {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/);
  const pending = new Map(Object.entries(changes));
  const kept = lines.flatMap((line) => {
    const key = assignment.exec(line)?.[1];
    if (key === undefined || !(key in changes)) return [line];
    const value = pending.get(key);
    pending.delete(key);
    return value === undefined ? [] : [`${key}=${value}`];
  });
  const added = [...pending].flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]));
  const all = [...kept, ...added];
  return all.length === 0 ? "" : all.join(newline) + newline;
}

function unquote(value: string): string {
  const match = /^(["'])(.*)\1$/.exec(value);
  return match?.[2] ?? value;
}

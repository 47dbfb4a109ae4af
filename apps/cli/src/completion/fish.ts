import type { CommandWords, FlagWords, Words } from "./describe-words.ts";

/** A completion script for fish. */
export function fishScript({ groups, commands }: Words): string {
  const head = [
    "# fish completion for dt; load it with: dt completion fish | source",
    "function __dt_at",
    "    set -l words (commandline -opc | string match -v -- '-*')",
    '    test "$words[2..-1]" = "$argv"; or string match -q -- "$argv *" "$words[2..-1]"',
    "end",
    "function __dt_typed",
    "    test (count (commandline -opc | string match -v -- '-*')) -eq (math $argv[1] + 1)",
    "end",
    "complete -c dt -f",
  ];
  const groupLines = groups.map(({ name, summary }) => {
    return `complete -c dt -n '__dt_typed 0' -a ${name} -d ${quote(summary)}`;
  });
  return `${[...head, ...groupLines, ...commands.flatMap(commandLines)].join("\n")}\n`;
}

function commandLines({ group, verb, summary, flags, choices }: CommandWords): string[] {
  const path = verb === "" ? group : `${group} ${verb}`;
  const inGroup = `__dt_typed 1; and __dt_at ${group}`;
  const words = verb === "" ? choices : [verb];
  const own = words.map((word) => `complete -c dt -n ${quote(inGroup)} -a ${word} -d ${quote(summary)}`);
  return [...own, ...flags.map((flag) => flagLine(path, flag))];
}

function flagLine(path: string, { flag, summary, takesValue, choices }: FlagWords): string {
  const values = choices.length === 0 ? "-r -F" : `-x -a ${quote(choices.join(" "))}`;
  return `complete -c dt -n ${quote(`__dt_at ${path}`)} -l ${flag.slice(2)}${takesValue ? ` ${values}` : ""} -d ${quote(summary)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

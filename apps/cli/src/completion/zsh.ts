import type { CommandWords, FlagWords, Words } from "./describe-words.ts";

/** A completion script for zsh. */
export function zshScript({ groups, commands }: Words): string {
  return `#compdef dt
# zsh completion for dt; load it with: source <(dt completion zsh), or put it as _dt into a folder of $fpath
_dt() {
  local -a groups verbs
  # What is typed before the cursor, without flags.
  local -a typed=(\${words[2,CURRENT-1]:#-*})
  local group=\${typed[1]} verb=\${typed[2]}
  if (( ! \${#typed} )); then
    groups=(${groups.map(({ name, summary }) => quote(`${name}:${summary}`)).join(" ")})
    _describe 'group' groups
    return
  fi
  if (( \${#typed} == 1 )) && [[ $PREFIX != -* ]]; then
    case $group in
${groups.map(({ name }) => groupCase(name, commands)).join("\n")}
    esac
    (( \${#verbs} )) && { _describe 'verb' verbs; return }
  fi
  case "$group $verb" in
${commands.map(commandCase).join("\n")}
  esac
}
if [[ $funcstack[1] == _dt ]]; then _dt; else
  # Where nothing has switched completion on yet.
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _dt dt
fi
`;
}

function groupCase(group: string, commands: readonly CommandWords[]): string {
  const own = commands.filter((command) => command.group === group);
  const verbs = own.flatMap(({ verb, summary, choices }) => (verb === "" ? choices : [`${verb}:${summary}`]));
  return `      ${group}) verbs=(${verbs.map(quote).join(" ")}) ;;`;
}

function commandCase({ group, verb, flags }: CommandWords): string {
  const pattern = verb === "" ? `"${group} "*` : `"${group} ${verb}"`;
  const specs = [...flags.map(flagSpec), quote("--help[Show help]"), quote("*:argument:_files")];
  return `    ${pattern}) _arguments ${specs.join(" ")} ;;`;
}

function flagSpec({ flag, summary, takesValue, repeats, choices }: FlagWords): string {
  const text = `${repeats ? "*" : ""}${flag}[${summary.replaceAll(/[[\]:]/g, " ")}]`;
  if (!takesValue) return quote(text);
  return quote(`${text}:value:${choices.length === 0 ? "_files" : `(${choices.join(" ")})`}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

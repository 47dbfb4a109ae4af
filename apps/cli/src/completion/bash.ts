import type { CommandWords, Words } from "./describe-words.ts";

/** A completion script for bash, self-contained: pressing Tab starts no dt. */
export function bashScript({ groups, commands }: Words): string {
  return `# bash completion for dt; load it with: source <(dt completion bash)
_dt() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  # bash takes --flag=value apart.
  if [[ $current == "=" ]]; then current=""; elif [[ $previous == "=" ]]; then previous=\${COMP_WORDS[COMP_CWORD-2]}; fi
  local group="" verb="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] && continue
    if [[ -z $group ]]; then group=$word; elif [[ -z $verb ]]; then verb=$word; fi
  done
  local words="" values="" flags=""
  case $group in
    "") words="${groups.map(({ name }) => name).join(" ")} help" ;;
${groups.map(({ name }) => groupCase(name, commands)).join("\n")}
  esac
  case "$group $verb" in
${commands.map(commandCase).join("\n")}
  esac
  if [[ -n $values ]]; then COMPREPLY=($(compgen -W "$values" -- "$current"))
  elif [[ $current == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$current"))
  elif [[ -n $words ]]; then COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
}
complete -o default -F _dt dt
`;
}

function groupCase(group: string, commands: readonly CommandWords[]): string {
  const own = commands.filter((command) => command.group === group);
  const verbs = own.flatMap(({ verb, choices }) => (verb === "" ? choices : [verb]));
  return `    ${group}) [[ -z $verb ]] && words="${verbs.join(" ")}" ;;`;
}

function commandCase({ group, verb, flags }: CommandWords): string {
  const pattern = verb === "" ? `"${group} "*` : `"${group} ${verb}"`;
  const values = flags
    .filter(({ choices }) => choices.length > 0)
    .map(({ flag, choices }) => `        ${flag}) values="${choices.join(" ")}" ;;`);
  const choose = values.length === 0 ? "" : `\n      case $previous in\n${values.join("\n")}\n      esac`;
  return `    ${pattern}) flags="${flags.map(({ flag }) => flag).join(" ")} --help"${choose} ;;`;
}

import type { Command } from "../../command/command.ts";

const shells = ["bash", "zsh", "fish"] as const;
type Shell = (typeof shells)[number];

const completion: Command = {
  name: "",
  summary: "Print a completion script for a shell",
  details: [
    "bash: echo 'source <(dt completion bash)' >> ~/.bashrc",
    "zsh:  echo 'source <(dt completion zsh)' >> ~/.zshrc",
    "fish: dt completion fish > ~/.config/fish/completions/dt.fish",
  ].join("\n"),
  arguments: [{ name: "shell", summary: "Which shell", choices: shells }],
  effect: "read",
  run: async (_context, input) => {
    const shell = input.argument("shell") as Shell;
    const [{ describeWords }, { groups }] = await Promise.all([
      import("../../completion/describe-words.ts"),
      import("../index.ts"),
    ]);
    const text = (await loadScript(shell))(await describeWords(groups));
    return { data: { shell, script: text }, text };
  },
};

export const commands = [completion];

async function loadScript(shell: Shell) {
  if (shell === "bash") return (await import("../../completion/bash.ts")).bashScript;
  if (shell === "zsh") return (await import("../../completion/zsh.ts")).zshScript;
  return (await import("../../completion/fish.ts")).fishScript;
}

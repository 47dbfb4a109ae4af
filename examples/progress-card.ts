/** Runs a command and shows what it prints on a card, while it runs. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { createAiCard } from "@dt/api";
import { needed, runProgram } from "./shared/program.ts";

const help = `
Runs a command and shows what it prints on a card, while it runs. The exit code is that of the command.

  node examples/progress-card.ts --template <id> (--user <userId> | --group <conversation id>) -- <command…>

  --template   an AI card template whose text variable is named content
`;

/** The last lines are enough, and frames cost calls: one a second. */
const shownLines = 12;
const everyMs = 1_000;
/** What shells answer for a command that does not exist. */
const notStarted = 127;

await runProgram(
  help,
  { template: { type: "string" }, user: { type: "string" }, group: { type: "string" } },
  async ({ dingtalk, credentials, options, words: [command, ...rest] }) => {
    const title = [needed(command, "<command…>"), ...rest].join(" ");
    const place = options.group ? { conversationId: options.group } : { userId: needed(options.user, "--user") };
    const templateId = needed(options.template, "--template");
    // Every call names the card, so that any of them may be repeated without harm.
    const card = createAiCard(dingtalk, { outTrackId: randomUUID(), templateId, robotCode: credentials.appKey, place });
    const lines: string[] = [];
    const text = (state: string): string => {
      return `**${title}** ${state}\n\n\`\`\`\n${lines.slice(-shownLines).join("\n")}\n\`\`\``;
    };
    await card.open();

    const child = spawn(command ?? "", rest, { stdio: ["inherit", "pipe", "inherit"] });
    const ended = once(child, "close").catch((error: Error) => [notStarted, lines.push(error.message)]);
    let shownAt = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (Date.now() - shownAt < everyMs) continue;
      shownAt = Date.now();
      await card.show(text("…"));
    }
    const [exitCode] = (await ended) as [number | null];
    if (exitCode === 0) return card.finish(text("✅"));
    process.exitCode = exitCode ?? 1;
    await card.fail(text(`❌ ${exitCode ?? "stopped"}`));
  },
);

import { resolve } from "node:path";
import { type Resume, readResume, removeResume, writeResume } from "../../bulk/resume-file.ts";
import { CliError, invalidArguments } from "../../cli-error.ts";
import type { Command } from "../../command/command.ts";
import type { Context } from "../../command/context.ts";
import type { Input } from "../../command/input.ts";
import { readNamedFile } from "../../command/read-value.ts";
import { DryRunEnd } from "../../dingtalk/dry-run.ts";
import { interrupted, isDingTalkError, toCliError } from "../../dingtalk/to-cli-error.ts";
import { explainIds } from "../../dingtalk/unknown-person.ts";
import { type Fields, listAt, textAt } from "../../fields.ts";
import type { Answer } from "../../output/answer.ts";
import { messageOptions, readMessage } from "./robot-message.ts";

const path = "robot send-user";
/** DingTalk takes so many people per call. */
const batchSize = 20;

/** `dt robot send-user`: any number of people, twenty per call. */
export const robotSendUser: Command = {
  name: "send-user",
  summary: "Send a message to people, each in their own chat with the robot",
  details:
    "More than 20 people are sent to in batches. Ctrl-C or a failure leaves a resume file with those who got nothing yet.",
  examples: [
    'robot send-user manager01 lisi02 --text "会议改到三点"',
    "robot send-user --users-from people.txt --markdown - < notice.md",
    "robot send-user --resume dt-resume-1767225600000.json",
  ],
  arguments: [{ name: "userId", summary: "Who gets it", many: true, optional: true }],
  options: () => [
    ...messageOptions,
    { name: "users-from", type: "text", value: "file", summary: "More userIds, one per line" },
    { name: "resume", type: "text", value: "file", summary: "Go on with what an interrupted send left" },
  ],
  effect: "write",
  operation: "robotSendOTO",
  run: async (context, input) => {
    const resumed = input.text("resume");
    const start = resumed === undefined ? await begin(context, input) : await goOn(context, input, resumed);
    if (context.flags.dryRun) throw await showBatches(context, start);
    const sent = await sendAll(context, start);
    return conclude(context, sent, resumed);
  },
};

async function begin(context: Context, input: Input): Promise<Resume> {
  const { toTemplate } = await import("@dt/api/messages");
  const listed = input.text("users-from");
  const lines = listed === undefined ? [] : (await readNamedFile(context.host, listed)).split(/[\s,]+/);
  const pending = [...new Set([...input.arguments("userId"), ...lines])].filter((userId) => userId !== "");
  if (pending.length === 0) throw invalidArguments("Name at least one <userId>, or a file with --users-from.");
  const message = { ...toTemplate(readMessage(input)), ...input.data };
  const robotCode = await context.dingtalk.robotCode();
  return { command: path, robotCode, message, pending, unknown: [], processQueryKeys: [] };
}

async function goOn(context: Context, input: Input, file: string): Promise<Resume> {
  if (input.arguments("userId").length > 0)
    throw invalidArguments("--resume names its people itself; leave out <userId>.");
  return readResume(context.host.folder, file, { command: path, robotCode: await context.dingtalk.robotCode() });
}

async function showBatches({ dingtalk }: Context, { pending, message, robotCode }: Resume): Promise<DryRunEnd> {
  const requests = batchesOf(pending).map((userIds) =>
    dingtalk.show("robotSendOTO", { robotCode, ...message, userIds }),
  );
  return new DryRunEnd(await Promise.all(requests));
}

function batchesOf(userIds: readonly string[]): string[][] {
  const count = Math.ceil(userIds.length / batchSize);
  return Array.from({ length: count }, (_, index) => userIds.slice(index * batchSize, (index + 1) * batchSize));
}

interface Sent {
  readonly left: Resume;
  readonly count: number;
  readonly invalid: readonly string[];
  readonly throttled: readonly string[];
  /** Why it ended early. */
  readonly failure: CliError | undefined;
}

const never = new AbortController().signal;

/** A batch under way is finished before Ctrl-C is obeyed, so that its outcome is known. */
async function sendAll(context: Context, start: Resume): Promise<Sent> {
  let left = start;
  let sent: Sent = { left, count: 0, invalid: [], throttled: [], failure: undefined };
  const total = start.pending.length;
  for (const userIds of batchesOf(start.pending)) {
    if (context.host.interrupted.aborted) return { ...sent, left, failure: interrupted() };
    const rest = left.pending.slice(userIds.length);
    try {
      const fields = { robotCode: left.robotCode, ...left.message, userIds };
      const answer = await context.dingtalk.call("robotSendOTO", fields, { signal: never });
      left = { ...left, pending: rest, processQueryKeys: [...left.processQueryKeys, ...keysOf(answer)] };
      sent = addBatch(sent, answer, userIds);
    } catch (error) {
      const unknown = isDingTalkError(error) && error.outcome === "unknown";
      if (unknown) left = { ...left, pending: rest, unknown: [...left.unknown, ...userIds] };
      return { ...sent, left, failure: toCliError(error) };
    }
    context.progress(`${total - left.pending.length} of ${total} people…`);
  }
  return { ...sent, left };
}

function addBatch(sent: Sent, answer: Fields, userIds: readonly string[]): Sent {
  const invalid = listAt(answer, "invalidStaffIdList").map(String);
  const throttled = listAt(answer, "flowControlledStaffIdList").map(String);
  return {
    ...sent,
    count: sent.count + userIds.length - invalid.length - throttled.length,
    invalid: [...sent.invalid, ...invalid],
    throttled: [...sent.throttled, ...throttled],
  };
}

function keysOf(answer: Fields): string[] {
  const key = textAt(answer, "processQueryKey");
  return key === undefined ? [] : [key];
}

async function conclude(context: Context, sent: Sent, resumed: string | undefined): Promise<Answer> {
  const { left, count, invalid, throttled, failure } = sent;
  if (failure !== undefined && isTrivial(sent, resumed)) throw failure;
  const leftOver: Resume = { ...left, pending: [...throttled, ...left.pending] };
  const file = await keepResume(context, leftOver, resumed);
  const data = {
    sent: count,
    processQueryKeys: left.processQueryKeys,
    invalidUserIds: invalid,
    throttledUserIds: throttled,
    unknownUserIds: left.unknown,
    pendingUserIds: left.pending,
    ...(file === undefined ? {} : { resumeFile: file }),
  };
  const problem = failure ?? (await partialFailure(context, sent));
  if (problem === undefined && left.unknown.length > 0)
    context.note(`${left.unknown.length} people may have got the message or not: ${file} names them.`);
  if (problem === undefined) return { data };
  if (file === undefined) return { data, failure: problem };
  return { data, failure: problem.with({ resumeFile: file, hint: hintTo(file, problem) }) };
}

/** A first batch that failed is repeated by repeating the command. */
function isTrivial({ left, count }: Sent, resumed: string | undefined): boolean {
  return resumed === undefined && count === 0 && left.unknown.length === 0 && left.pending.length <= batchSize;
}

function hintTo(file: string, { details }: CliError): string {
  return [details.hint, `Go on with: dt ${path} --resume ${file}`].filter((line) => line !== undefined).join("\n");
}

/** The file with who is left; none, and no older one, when nobody is. */
async function keepResume({ host }: Context, left: Resume, resumed: string | undefined): Promise<string | undefined> {
  if (left.pending.length + left.unknown.length === 0) {
    if (resumed !== undefined) await removeResume(host.folder, resumed);
    return undefined;
  }
  const name = resumed ?? `dt-resume-${Date.now()}.json`;
  await writeResume(resolve(host.folder, name), left);
  return name;
}

/** Recipients that got nothing although DingTalk answered with success. */
async function partialFailure({ dingtalk }: Context, { invalid, throttled }: Sent): Promise<CliError | undefined> {
  if (invalid.length > 0) {
    const explained = await explainIds(invalid, (operation, input) =>
      dingtalk.call(operation, input, { maxAttempts: 1 }),
    );
    const hint = "Those people do not exist in this organisation, or may not use the robot.";
    const message = `${invalid.length} people could not be reached: ${invalid.join(", ")}.`;
    return explained ?? new CliError("NOT_FOUND", message, { hint, operation: "robotSendOTO" });
  }
  if (throttled.length === 0) return undefined;
  const message = `${throttled.length} people get too many messages at the moment: ${throttled.join(", ")}.`;
  return new CliError("RATE_LIMITED", message, { operation: "robotSendOTO" });
}

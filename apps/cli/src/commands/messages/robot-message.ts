import type { OutgoingMessage } from "@dt/api";
import { invalidArguments } from "../../cli-error.ts";
import type { Option } from "../../command/command.ts";
import type { Input } from "../../command/input.ts";
import { type Fields, isFields } from "../../fields.ts";

/** Flags that say what a robot sends. */
export const messageOptions: readonly Option[] = [
  { name: "text", type: "text", summary: "Plain text; - reads standard input" },
  { name: "markdown", type: "text", summary: "Markdown; - reads standard input" },
  { name: "title", type: "text", summary: "Title of a markdown message (default: its first line)" },
  { name: "image", type: "text", value: "url", summary: "Picture: address or media id" },
  { name: "file", type: "text", value: "mediaId", summary: "Uploaded file, with --file-name" },
  { name: "file-name", type: "text", value: "name", summary: "Name of the file, such as report.pdf" },
  { name: "template", type: "text", value: "msgKey", summary: "Any other template, such as sampleLink, with --param" },
  { name: "param", type: "json", summary: "Fields of the template: JSON or @file.json" },
];

const kinds = ["text", "markdown", "image", "file", "template"] as const;

/** The message that the flags describe. @throws CliError when they describe none or several */
export function readMessage(input: Input): OutgoingMessage {
  const given = kinds.filter((kind) => input.text(kind) !== undefined);
  const [kind] = given;
  if (kind === undefined || given.length > 1) {
    const found = given.length === 0 ? "none of them" : given.map((name) => `--${name}`).join(" and ");
    const expected = kinds.map((name) => `--${name}`).join(", ");
    throw invalidArguments(`Say what to send with exactly one of ${expected}; there is ${found}.`);
  }
  const value = input.text(kind) ?? "";
  if (value.trim() === "") throw invalidArguments(`--${kind} is empty; there is nothing to send.`);
  return toMessage(kind, value, input);
}

function toMessage(kind: (typeof kinds)[number], value: string, input: Input): OutgoingMessage {
  switch (kind) {
    case "text":
      return { kind, text: value };
    case "markdown":
      return { kind, text: value, title: input.text("title") ?? firstLine(value) };
    case "image":
      return { kind, photoUrl: value };
    case "file":
      return toFileMessage(value, input.text("file-name"));
    case "template":
      return { kind, msgKey: value, msgParam: readParam(input.json("param")) };
    default:
      return kind satisfies never;
  }
}

function toFileMessage(mediaId: string, fileName: string | undefined): OutgoingMessage {
  const fileType = /\.([A-Za-z0-9]+)$/.exec(fileName ?? "")?.[1];
  if (fileName !== undefined && fileType !== undefined) return { kind: "file", mediaId, fileName, fileType };
  const hint = "Upload a file with: dt media upload report.pdf";
  throw invalidArguments("--file needs --file-name with an ending, such as report.pdf.", { hint });
}

function readParam(param: unknown): Fields {
  if (isFields(param)) return param;
  throw invalidArguments(`--template needs --param with its fields, such as --param '{"title":"…","text":"…"}'.`);
}

/** What notifications show of a markdown message. */
function firstLine(markdown: string): string {
  const line = markdown.split("\n").find((text) => text.trim() !== "") ?? "";
  return line.replace(/^[#>\s*-]+/, "").slice(0, 64) || "Message";
}

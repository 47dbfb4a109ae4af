/** Log lines as people read them: service, time, message, then the fields. */
import type { Paint, Style } from "../shared/screen.ts";
import type { Level, LogLine } from "./log-line.ts";

const longestValue = 160;
/** Wide enough for the longest name, "simulator". */
const nameWidth = 9;

const serviceColours: Readonly<Record<string, Style>> = {
  ingester: "cyan",
  worker: "magenta",
  sender: "blue",
  simulator: "green",
  redis: "gray",
};
const levelColours: Readonly<Record<Level, Style | undefined>> = {
  debug: "dim",
  info: undefined,
  warn: "yellow",
  error: "red",
};

/** One line for the screen. Errors show their type, message and code; their stacks stay in the JSON. */
export function renderLogLine(service: string, line: LogLine, paint: Paint): string {
  const name = paint(serviceColours[service] ?? "white", service.padEnd(nameWidth));
  const said = harmless(line.message);
  if (line.time === undefined) return `${name} ${paint("dim", "│")} ${said}`;
  const colour = levelColours[line.level];
  const mark = line.level === "warn" || line.level === "error" ? `${line.level}: ` : "";
  const message = colour === undefined ? said : paint(colour, `${mark}${said}`);
  const fields = harmless(renderFields(line.fields));
  return `${name} ${paint("dim", `│ ${clock(line.time)}`)} ${message}${fields === "" ? "" : paint("dim", `  ${fields}`)}`;
}

/** Without control characters and marks that turn the direction of writing: ids are chosen by strangers. */
function harmless(text: string): string {
  return text.replaceAll(/(?!\t)[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "\uFFFD");
}

function renderFields(fields: LogLine["fields"]): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${renderValue(value)}`)
    .join(" ");
}

function renderValue(value: unknown): string {
  const text = isError(value) ? renderError(value) : typeof value === "string" ? value : JSON.stringify(value);
  const plain = text.replaceAll(/\s+/g, " ");
  const short = plain.length > longestValue ? `${plain.slice(0, longestValue - 1)}…` : plain;
  return /[\s"=]/.test(short) && !short.startsWith("{") && !short.startsWith("[") ? `"${short}"` : short;
}

function isError(value: unknown): value is { type?: unknown; message: string; code?: unknown } {
  return typeof value === "object" && value !== null && "message" in value && typeof value.message === "string";
}

function renderError(error: { type?: unknown; message: string; code?: unknown }): string {
  const code = typeof error.code === "string" && !error.message.includes(error.code) ? ` (${error.code})` : "";
  return `${error.message}${code}`;
}

function clock(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}

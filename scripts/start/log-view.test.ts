import { expect, test } from "vitest";
import { createScreen } from "../shared/screen.ts";
import { createLogView } from "./log-view.ts";

function view(options: { level: string; json?: boolean }) {
  const shown: string[] = [];
  const json: string[] = [];
  const screen = createScreen({ write: (text: string) => shown.push(text) }, {});
  const output = options.json === true ? { write: (text: string) => json.push(text) } : undefined;
  return { log: createLogView({ screen, level: options.level, json: output }), shown, json };
}

const info = JSON.stringify({ level: "info", time: "2026-01-02T03:04:05.000Z", msg: "stored" });

test("readable lines go to the screen", () => {
  const { log, shown } = view({ level: "info" });
  log("ingester", info);
  expect(shown).toEqual([expect.stringMatching(/^ingester {2}│ \d\d:\d\d:\d\d stored\n$/)]);
});

test("with JSON the lines go out as they came, and plain text becomes an object", () => {
  const { log, shown, json } = view({ level: "info", json: true });
  log("ingester", info);
  log("ingester", "Error: crash");
  expect(json).toEqual([`${info}\n`, '{"level":"info","service":"ingester","msg":"Error: crash"}\n']);
  expect(shown).toEqual([]);
});

test("lines below LOG_LEVEL are not shown", () => {
  const { log, shown } = view({ level: "warn" });
  log("ingester", info);
  expect(shown).toEqual([]);
});

/** What is said once everything runs: where to go, what answers, how to stop. */
import { maskSecret } from "@dt/runtime";
import type { Paint } from "../shared/screen.ts";
import type { Plan } from "./plan.ts";

/** The lines of the announcement. */
export function announcement(plan: Plan, pageUrl: string | undefined, paint: Paint): string[] {
  const rows: [label: string, text: string][] = [
    pageUrl === undefined ? ["Serving", servedBy(plan)] : ["Chat page", paint(["bold", "cyan"], pageUrl)],
    ["Model", modelText(plan)],
    ["Operate", "npm run dt -- account, dead list, trace, …; npm run dt -- --help"],
    ["Stop", "Ctrl-C; conversations are kept"],
  ];
  return ["", ...rows.map(([label, text]) => `  ${paint("bold", label.padEnd(10))} ${text}`), ""];
}

/** What stays in view on the last line of a terminal. */
export function standing(plan: Plan, pageUrl: string | undefined): string {
  return `${pageUrl === undefined ? servedBy(plan) : `chat page ${pageUrl}`} · Ctrl-C stops`;
}

function servedBy(plan: Plan): string {
  switch (plan.dingtalk.kind) {
    case "app":
      return `DingTalk app ${maskSecret(plan.dingtalk.appKey)}: write to its robot in DingTalk`;
    case "tenants":
      return `the DingTalk apps of ${plan.dingtalk.file}`;
    case "simulated":
      return "the simulator";
  }
}

function modelText(plan: Plan): string {
  switch (plan.model.kind) {
    case "demo":
      return "a demo that follows a script; set OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL for a real one";
    case "given":
      return `${plan.model.name} at ${new URL(plan.model.baseUrl).host}`;
    case "tenants":
      return "as the tenants file says";
  }
}

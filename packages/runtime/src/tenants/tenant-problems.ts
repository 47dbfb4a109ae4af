import type { z } from "zod";
import type { SettingsProblem } from "../settings/settings-error.ts";
import { completeModel } from "./model-settings.ts";
import type { Tenant } from "./tenant.ts";
import type { TenantDraft } from "./tenant-schema.ts";

/** `["tenants", 1, "dingtalk", "appKey"]` → `tenants[1].dingtalk.appKey`. */
export function toPlace(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : `${index > 0 ? "." : ""}${String(step)}`))
    .join("");
}

/** Problems of a parsed document, without the values that caused them: any of them may be a secret. */
export function toProblems(issues: readonly z.core.$ZodIssue[], prefix: readonly PropertyKey[]): SettingsProblem[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path];
    if (issue.code !== "unrecognized_keys") return [{ name: toPlace(path), problem: issue.message }];
    return issue.keys.map((key) => ({
      name: toPlace([...path, key]),
      problem: "is not a setting: remove or correct it",
    }));
  });
}

/** Where the operator sets the fields that a later check may miss. */
export interface TenantNames {
  cardTemplateId: string;
  transport: string;
  callback: string;
  model: { apiKey: string; name: string };
}

/** Fills in the defaults that depend on other fields, and reports what is missing for that. */
export function completeTenant(draft: TenantDraft, names: TenantNames, problems: SettingsProblem[]): Tenant {
  const { cardTemplateId, robotCode, callback, ...app } = draft.dingtalk;
  if (draft.replyMode === "card" && cardTemplateId === undefined) {
    problems.push({ name: names.cardTemplateId, problem: "is missing: replies as cards need the id of a template" });
  }
  if (callback !== undefined && app.transport === "stream") {
    const problem = `has no effect: set ${names.transport} to callback or both, or remove it`;
    problems.push({ name: names.callback, problem });
  }
  const { apiCallsPerMonth, tokensPerDay, concurrentTurns, ...limits } = draft.limits;
  return {
    ...draft,
    dingtalk: {
      ...app,
      robotCode: robotCode ?? app.appKey,
      ...(cardTemplateId === undefined ? {} : { cardTemplateId }),
      ...(callback === undefined ? {} : { callback }),
    },
    model: completeModel(draft.model, names.model, problems),
    limits: {
      ...limits,
      ...(apiCallsPerMonth === undefined ? {} : { apiCallsPerMonth }),
      ...(tokensPerDay === undefined ? {} : { tokensPerDay }),
      ...(concurrentTurns === undefined ? {} : { concurrentTurns }),
    },
  };
}

/** Two tenants with one id would share their store, two with one app would steal each other's messages. */
export function findDuplicates(tenants: readonly Tenant[], placeOf: (index: number) => string): SettingsProblem[] {
  return tenants.flatMap((tenant, index) => {
    const before = tenants.slice(0, index);
    const sameId = before.findIndex((other) => other.id === tenant.id);
    const sameApp = before.findIndex((other) => other.dingtalk.appKey === tenant.dingtalk.appKey);
    return [
      ...(sameId < 0 ? [] : [{ name: `${placeOf(index)}.id`, problem: `is also the id of ${placeOf(sameId)}` }]),
      ...(sameApp < 0
        ? []
        : [{ name: `${placeOf(index)}.dingtalk.appKey`, problem: `is also the app of ${placeOf(sameApp)}` }]),
    ];
  });
}

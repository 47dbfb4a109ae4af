import { createMetrics } from "@dt/runtime";
import type { Account } from "@dt/session";
import { describe, expect, it } from "vitest";
import { createWorkerMetrics } from "./metrics.ts";

const account: Account = {
  received: 5,
  answered: 2,
  refused: 0,
  dead: 0,
  waiting: 3,
  delivering: 0,
  duplicates: 1,
  unknownOutcomes: 0,
  balanced: true,
};

function setUp() {
  const metrics = createMetrics("worker");
  const { onTurn } = createWorkerMetrics(metrics, {
    tenantIds: () => ["acme", "boundless"],
    inbox: { due: async () => ({ oldestMs: 1500, sessionIds: ["dingtalk_private_u1"] }) },
    accounts: { account: async () => account },
    tokensUsed: async (tenantId) => (tenantId === "acme" ? 0.75 : undefined),
  });
  return { onTurn, render: () => metrics.render() };
}

describe("the metrics of a worker", () => {
  it("tell each tenant's account and its oldest message at every scrape", async () => {
    const text = await setUp().render();
    expect(text).toContain('dt_messages{tenant="acme",state="waiting",service="worker"} 3');
    expect(text).toContain('dt_messages{tenant="acme",state="balanced",service="worker"} 1');
    expect(text).toContain('dt_inbox_overdue_seconds{tenant="acme",service="worker"} 1.5');
  });

  it("tell how much of its tokens a tenant with a limit has used", async () => {
    const text = await setUp().render();
    expect(text).toContain('dt_tokens_used_ratio{tenant="acme",service="worker"} 0.75');
    expect(text).not.toContain('dt_tokens_used_ratio{tenant="boundless"');
  });

  it("S9 count turns by tenant and result, never by session", async () => {
    const { onTurn, render } = setUp();
    onTurn("committed", 0.2, { tenantId: "acme", sessionId: "dingtalk_private_u1" });
    onTurn("committed", 0.3, { tenantId: "acme", sessionId: "dingtalk_private_u2" });
    const text = await render();
    expect(text).toContain('dt_turns_total{tenant="acme",result="committed",service="worker"} 2');
    expect(text).toContain('dt_turn_seconds_sum{service="worker"} 0.5');
    expect(text).not.toContain("dingtalk_private");
  });
});

/** The tenants file is changed while people talk. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { stringify } from "yaml";
import {
  addPerson,
  answerWithNumbers,
  type Deployment,
  describeTenant,
  numbersIn,
  startDeployment,
} from "./deployment.ts";
import type { Service } from "./services.ts";

interface BusyBot extends Deployment {
  /** Its tenant, as it is at the start. */
  readonly tenant: object;
  /** Resolves once every service has noticed. */
  readonly changeTenants: (tenants: readonly object[]) => Promise<void>;
  /** The model has time from now on. */
  readonly hasTime: () => void;
}

/** A bot that answers in cards, whose model has no time for anybody. */
async function startBusyBot(): Promise<BusyBot> {
  const folder = mkdtempSync(join(tmpdir(), "dt-tenants-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "tenants.yaml");
  const write = (tenants: readonly object[]): void => writeFileSync(file, stringify({ tenants }));
  const deployment = await startDeployment({
    environment: { DT_TENANTS_FILE: file },
    tenants(simulator) {
      const tenants = [describeTenant(simulator, { cards: true })];
      write(tenants);
      return tenants;
    },
  });
  const { simulator, ingesters, workers, senders } = deployment;
  answerWithNumbers(simulator);
  const busy = simulator.faults.add({
    match: { operation: "model.chat" },
    effect: { type: "respond", status: 429, headers: { "retry-after": "5" } },
  });
  return {
    ...deployment,
    tenant: describeTenant(simulator, { cards: true }),
    hasTime: () => busy.remove(),
    async changeTenants(tenants) {
      const waiting = [...ingesters, ...workers, ...senders].map(({ log }) => ({ log, from: log.length }));
      write(tenants);
      const noticed = (): boolean => waiting.every(({ log, from }) => log.slice(from).some(isAboutTenant));
      await vi.waitUntil(noticed, { timeout: 30_000, interval: 50 });
    },
  };
}

function isAboutTenant(line: Service["log"][number]): boolean {
  return /"tenant (added|changed|removed)"/.test(line);
}

describe("while a message waits for its next try", () => {
  it("O9 a tenant begins to want markdown: the card that is open is finished, and the next answer is a text", async () => {
    const { simulator, tenant, changeTenants, hasTime, deliveries, over } = await startBusyBot();
    const person = addPerson(simulator);
    const { msgId } = simulator.say({ userId: person, text: "question #1" });
    await expect.poll(() => deliveries(person).map(({ type }) => type)).toEqual(["card"]);
    await changeTenants([{ ...tenant, replyMode: "markdown" }]);
    hasTime();
    await over(msgId);
    await over(simulator.say({ userId: person, text: "question #2" }).msgId);
    expect(deliveries(person)).toMatchObject([{ type: "card", cardStatus: "finished" }, { type: "markdown" }]);
    expect(deliveries(person).map(({ text }) => numbersIn(text))).toEqual([["#1"], ["#2"]]);
  });

  it("its tenant is removed: the message is kept, and answered when the tenant is back", async () => {
    const { simulator, tenant, changeTenants, hasTime, deliveries, over, account } = await startBusyBot();
    const person = addPerson(simulator);
    const { msgId } = simulator.say({ userId: person, text: "question #1" });
    await expect.poll(() => deliveries(person).map(({ type }) => type)).toEqual(["card"]);
    await changeTenants([{ ...tenant, id: "renamed" }]);
    hasTime();
    expect(await account()).toMatchObject({ received: 1, waiting: 1, balanced: true });
    await changeTenants([tenant]);
    await over(msgId);
    expect(deliveries(person)).toMatchObject([{ type: "card", cardStatus: "finished" }]);
    expect(deliveries(person).map(({ text }) => numbersIn(text))).toEqual([["#1"]]);
    expect(await account()).toMatchObject({ received: 1, answered: 1, balanced: true });
  });
});

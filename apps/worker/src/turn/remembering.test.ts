import type { HistoryEntry, Memory, MemoryDirectory } from "@dt/session";
import { describe, expect, it } from "vitest";
import { createRemembering } from "./remembering.ts";

const session = { tenantId: "acme", sessionId: "dingtalk_private_u1" };
const ended: HistoryEntry[] = [{ role: "user", content: "hi", at: 1 }];

function fakeMemory(...facts: string[]): Memory {
  return {
    facts: async () => [...facts],
    remember: async (_session, fact) => void facts.push(fact),
    async forget(_session, fact) {
      const index = facts.indexOf(fact);
      return index >= 0 && facts.splice(index, 1).length > 0;
    },
    forgetAll: async () => void facts.splice(0),
    endedConversation: async () => ended,
  };
}

/** Records what would be on the disk. */
function fakeDirectory(problem?: Error) {
  const written: unknown[] = [];
  const write = async (...what: unknown[]): Promise<void> => {
    if (problem !== undefined) throw problem;
    written.push(what);
  };
  const directory: MemoryDirectory = {
    writeFacts: (_session, facts) => write("facts", facts),
    writeConversation: (_session, history) => write("conversation", history),
    forget: () => write("forget"),
    prune: async () => 0,
  };
  return { directory, written };
}

function recordingLogger() {
  const warnings: object[] = [];
  const logger = { debug() {}, info() {}, error() {}, warn: (fields: object) => void warnings.push(fields) };
  return { logger, warnings };
}

describe("remembering", () => {
  it("copies every change of the facts to the folder", async () => {
    const { directory, written } = fakeDirectory();
    const { logger } = recordingLogger();
    const remembering = createRemembering({ memory: fakeMemory("tea"), directory, logger });
    await remembering.remember(session, "milk");
    expect(await remembering.forget(session, "tea")).toBe(true);
    expect(await remembering.forget(session, "tea")).toBe(false);
    await remembering.forgetAll(session);
    expect(await remembering.facts(session)).toEqual([]);
    expect(written).toEqual([["facts", ["tea", "milk"]], ["facts", ["milk"]], ["facts", ["milk"]], ["forget"]]);
  });

  it("keeps the conversation that ended last", async () => {
    const { directory, written } = fakeDirectory();
    const { logger } = recordingLogger();
    await createRemembering({ memory: fakeMemory(), directory, logger }).keepEndedConversation(session);
    expect(written).toEqual([["conversation", ended]]);
  });

  it("goes on when the folder cannot be written, and says so", async () => {
    const { directory } = fakeDirectory(new Error("ENOSPC"));
    const { logger, warnings } = recordingLogger();
    const remembering = createRemembering({ memory: fakeMemory(), directory, logger });
    await remembering.remember(session, "milk");
    await remembering.keepEndedConversation(session);
    expect(await remembering.facts(session)).toEqual(["milk"]);
    expect(warnings).toEqual([
      expect.objectContaining({ tenantId: "acme" }),
      expect.objectContaining({ tenantId: "acme" }),
    ]);
  });

  it("fails when the memory itself does", async () => {
    const memory = { ...fakeMemory(), remember: () => Promise.reject(new RangeError("too long")) };
    const { logger } = recordingLogger();
    const { directory, written } = fakeDirectory();
    const remembering = createRemembering({ memory, directory, logger });
    await expect(remembering.remember(session, "x")).rejects.toThrow("too long");
    expect(written).toEqual([]);
  });

  it("needs no folder", async () => {
    const { logger, warnings } = recordingLogger();
    const remembering = createRemembering({ memory: fakeMemory(), directory: undefined, logger });
    await remembering.remember(session, "milk");
    await remembering.keepEndedConversation(session);
    await remembering.forgetAll(session);
    expect(warnings).toEqual([]);
  });
});

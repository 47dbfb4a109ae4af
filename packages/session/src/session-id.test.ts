import { describe, expect, it } from "vitest";
import { sessionIdOf, tenantPrefix } from "./session-id.ts";

const group = (id: string) => ({ id, type: "group" as const });

describe("session ids", () => {
  it("name the person and the place", () => {
    const conversation = { id: "cidA", type: "private" as const };
    expect(sessionIdOf({ staffId: "u1", senderId: "$:s1", conversation })).toBe("dingtalk_private_u1");
    expect(sessionIdOf({ staffId: "u1", senderId: "$:s1", conversation: group("cidA==") })).toBe(
      "dingtalk_group_cidA==_u1",
    );
  });

  it("use the sender id for people outside the organisation", () => {
    expect(sessionIdOf({ senderId: "$:LWCP_v1:$x", conversation: group("cidA") })).toBe(
      "dingtalk_group_cidA_$:LWCP_v1:$x",
    );
  });

  it("differ whenever the person or the place differs", () => {
    const one = sessionIdOf({ staffId: "b_c", senderId: "s", conversation: group("a") });
    const two = sessionIdOf({ staffId: "c", senderId: "s", conversation: group("a_b") });
    const impostor = sessionIdOf({ staffId: "$:LWCP_v1:$x", senderId: "s", conversation: group("a") });
    const outsider = sessionIdOf({ senderId: "$:LWCP_v1:$x", conversation: group("a") });
    const encoded = sessionIdOf({ staffId: "%24:LWCP_v1:$x", senderId: "s", conversation: group("a") });
    expect(new Set([one, two, impostor, outsider, encoded]).size).toBe(5);
  });

  it("S5 keep the case", () => {
    const conversation = { id: "cid", type: "private" as const };
    expect(sessionIdOf({ staffId: "Manager01", senderId: "s", conversation })).toBe("dingtalk_private_Manager01");
  });

  it("S5 are another one for an account that was disabled, and came back with another id", () => {
    const conversation = { id: "cid", type: "private" as const };
    const ids = [{ staffId: "u1" }, {}, { staffId: "U1" }].map((who) => {
      return sessionIdOf({ ...who, senderId: "$:s1", conversation });
    });
    expect(new Set(ids).size).toBe(3);
  });
});

describe("tenant prefixes", () => {
  it("refuse ids that could reach another tenant's keys", () => {
    expect(tenantPrefix("acme")).toBe("dt:{acme}:");
    for (const id of ["", "a}b", "a:b", "a b", "x".repeat(65)]) expect(() => tenantPrefix(id)).toThrow(TypeError);
  });
});

import { expect, it } from "vitest";
import { parseCounters, redisPerMessage } from "./redis-counters.ts";

const info = (calls: number, bytes: number, cpu: string): string =>
  [
    "# Commandstats",
    `cmdstat_evalsha:calls=${calls},usec=900,usec_per_call=9.00,rejected_calls=0,failed_calls=0`,
    `cmdstat_hget:calls=${calls * 4},usec=10,usec_per_call=1.00,rejected_calls=0,failed_calls=0`,
    "# Stats",
    `total_net_input_bytes:${bytes}`,
    `total_net_output_bytes:${bytes * 2}`,
    "# CPU",
    `used_cpu_sys:${cpu}`,
    `used_cpu_user:${cpu}`,
    "used_cpu_sys_children:9.0",
    "# Memory",
    "used_memory:1048576",
    "used_memory_human:1.00M",
  ].join("\r\n");

it("reads what Redis has done", () => {
  expect(parseCounters(info(100, 5000, "0.25"))).toEqual({
    commands: 500,
    scripts: 100,
    bytesIn: 5000,
    bytesOut: 10_000,
    cpuMs: 500,
    memoryBytes: 1_048_576,
    calls: { evalsha: 100, hget: 400 },
  });
});

it("shares what was done between two readings among the messages", () => {
  const [before, after] = [parseCounters(info(100, 5000, "0.25")), parseCounters(info(150, 9000, "0.35"))];
  expect(redisPerMessage(before, after, 20)).toEqual({
    commands: 12.5,
    scripts: 2.5,
    bytesIn: 200,
    bytesOut: 400,
    cpuMicroseconds: 10_000,
    calls: { hget: 10, evalsha: 2.5 },
  });
});

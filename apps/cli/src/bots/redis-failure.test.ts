import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { dt } from "../../test/dt.ts";

/** A Redis that answers every command alike; `undefined` cuts the connection. */
async function startRedis(answer: (command: string) => string | undefined): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      for (const [, command = ""] of chunk.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
        const reply = answer(command.toLowerCase());
        if (reply === undefined) socket.destroy();
        else socket.write(reply);
      }
    });
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const info = "$17\r\nredis_version:7.0\r\n";

const commands = [
  "account",
  "usage",
  "trace m1",
  "sessions list",
  "sessions show s1",
  "sessions reset s1 --yes",
  "sessions forget s1 --yes",
  "dead list",
  "dead show d1",
  "dead replay d1",
  "dead drop d1 --yes",
];

describe("without Redis", () => {
  it.each(commands)("dt %s is unavailable, says what to do and shows no password", async (line) => {
    const environment = { REDIS_URL: "redis://user:hidden-password@127.0.0.1:1" };
    const { code, json, out, err } = await dt(line.split(" "), { environment });
    expect([code, json.error]).toMatchObject([
      8,
      {
        code: "UNAVAILABLE",
        message: /^Redis at redis:\/\/127\.0\.0\.1:1 /,
        hint: /set REDIS_URL to the Redis of the services/,
      },
    ]);
    expect(out + err).not.toContain("hidden-password");
  });
});

describe("a Redis that fails", () => {
  it.each([
    ["NOAUTH Authentication required.", "AUTH_FAILED", /user and password into REDIS_URL/],
    ["LOADING Redis is loading the dataset in memory", "UNAVAILABLE", /try again in a moment/],
    ["READONLY You can't write against a read only replica.", "UNAVAILABLE", /set REDIS_URL to the primary/],
    ["OOM command not allowed when used memory > 'maxmemory'.", "UNAVAILABLE", /raise maxmemory/],
  ])("with %s is %s, with what to do", async (answer, code, hint) => {
    const address = await startRedis((command) => (command === "info" ? info : `-${answer}\r\n`));
    const { json } = await dt(["account"], { environment: { REDIS_URL: `redis://${address}` } });
    expect(json.error).toMatchObject({ code, hint, message: /[^.]\.$/ });
  });

  it("in the middle of a command is unavailable too", async () => {
    const address = await startRedis((command) => (command === "info" ? info : undefined));
    const { json } = await dt(["account"], { environment: { REDIS_URL: `redis://${address}` } });
    expect(json.error).toMatchObject({ code: "UNAVAILABLE", message: /does not answer/ });
  });

  it("to let anybody in is told as that, not as unreachable", async () => {
    const address = await startRedis(() => "-NOAUTH Authentication required.\r\n");
    const { json } = await dt(["account"], { environment: { REDIS_URL: `redis://${address}` } });
    expect(json.error).toMatchObject({ code: "AUTH_FAILED", message: /refuses the login/ });
  });

  it("is no defect of dt: an address that is none is named", async () => {
    const { json } = await dt(["account"], { environment: { REDIS_URL: "localhost:6379" } });
    expect(json.error).toMatchObject({ code: "INVALID_ARGUMENTS", message: /^REDIS_URL cannot be used/ });
  });
});

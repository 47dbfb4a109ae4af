import { execFile } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { describeSettings } from "@dt/runtime";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { ingesterSettings } from "../../apps/ingester/src/settings.ts";
import { senderSettings } from "../../apps/sender/src/settings.ts";
import { workerSettings } from "../../apps/worker/src/settings.ts";

const root = join(import.meta.dirname, "..", "..");
const read = (name: string): string => readFileSync(join(root, name), "utf8");
const dockerfile = read("Dockerfile").replaceAll("\\\n", " ");
const services = { ingester: ingesterSettings, worker: workerSettings, sender: senderSettings };
/** A service ends within 15 s of SIGTERM. */
const stopSeconds = 15;

interface ComposeService {
  readonly build?: { readonly args: { readonly APP: string } };
  readonly environment?: Readonly<Record<string, string>>;
  readonly stop_grace_period: string;
}

const compose = parse(read("docker-compose.yml"), { merge: true }) as {
  readonly services: Readonly<Record<string, ComposeService>>;
};

/** What the last image is told by ENV. */
function imageEnvironment(): Record<string, string> {
  const last = dockerfile.slice(dockerfile.lastIndexOf("\nFROM "));
  const [, pairs = ""] = /^ENV (.*)$/m.exec(last) ?? [];
  return Object.fromEntries(pairs.split(" ").map((pair) => pair.split("=") as [string, string]));
}

/** Runs a program of this machine and answers its exit code and what it said on stderr. */
function run(words: readonly string[], environment: Record<string, string>) {
  return new Promise<{ code: number; errors: string }>((resolve) => {
    const child = execFile(process.execPath, words, { cwd: root, env: environment }, (_error, _output, errors) => {
      resolve({ code: child.exitCode ?? -1, errors });
    });
  });
}

describe("Dockerfile", () => {
  test("copies only what exists and is not kept out", () => {
    const sources = Array.from(dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm), ([, source = ""]) => source);
    expect(sources.length).toBeGreaterThan(0);
    const keptOut = read(".dockerignore").split("\n");
    for (const source of sources.flatMap((each) => each.split(" "))) {
      expect(readdirSync(join(root, source, ".."))).toContain(basename(join(root, source)));
      expect(keptOut).not.toContain(source);
    }
  });

  test("keeps secrets out", () => {
    expect(read(".dockerignore").split("\n")).toEqual(
      expect.arrayContaining(["**/.env", "**/.env.*", "**/.npmrc", ".git", ".dt"]),
    );
  });

  test("names the user by a number, without which Kubernetes cannot tell that it is not root", () => {
    expect(dockerfile.slice(dockerfile.lastIndexOf("\nFROM "))).toMatch(/^USER [1-9]\d*$/m);
  });

  test.each(Object.entries(services))("tells the %s only settings that it has", (_, settings) => {
    const others = ["APP", "NODE_ENV", "NODE_COMPILE_CACHE"];
    const known = [...describeSettings(settings).map(({ name }) => name), ...others];
    expect(known).toEqual(expect.arrayContaining(Object.keys(imageEnvironment())));
  });

  test("opens the port that services listen on", () => {
    expect(dockerfile).toContain(`EXPOSE ${imageEnvironment()["DT_HTTP_PORT"]}\n`);
  });

  test.each(Object.keys(services))("has a step that the %s ends as the step expects", async (app) => {
    const [, setting = "", code = ""] =
      /^RUN (\S+) node "apps\/\$APP\/src\/main\.ts"; test \$\? -eq (\d+)$/m.exec(dockerfile) ?? [];
    const [name = "", value = ""] = setting.split("=");
    const ended = await run([`apps/${app}/src/main.ts`], { [name]: value });
    expect(ended).toMatchObject({ code: Number(code), errors: expect.stringContaining(name) });
  });

  test("has a health check that tells a service that is well from one that is not, one that hangs, and none", async () => {
    const [, command = "[]"] = /^HEALTHCHECK .* CMD (\[.*\])$/m.exec(dockerfile) ?? [];
    const [, ...words] = JSON.parse(command) as string[];
    let status = 200;
    let hangs = false;
    const server = createServer((request, response) => {
      if (!hangs) response.writeHead(request.url === "/healthz" ? status : 404).end();
    }).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const environment = { DT_HTTP_PORT: String((server.address() as AddressInfo).port) };
    expect(await run(words, environment)).toMatchObject({ code: 0 });
    status = 503;
    expect(await run(words, environment)).toMatchObject({ code: 1 });
    hangs = true;
    expect(await run(words, environment)).toMatchObject({ code: 1 });
    server.close();
    await once(server, "close");
    expect(await run(words, environment)).toMatchObject({ code: 1 });
  });
});

describe("docker-compose.yml", () => {
  test("starts every service, each by its own name", () => {
    const built = Object.entries(compose.services).filter(([, { build }]) => build !== undefined);
    expect(built.map(([name]) => name).toSorted()).toEqual(Object.keys(services).toSorted());
    for (const [name, { build }] of built) expect(build?.args.APP).toBe(name);
  });

  test.each(Object.entries(services))("tells the %s settings that it accepts", (name, settings) => {
    const environment = compose.services[name]?.environment ?? {};
    const known = describeSettings(settings).map((setting) => setting.name);
    expect(known).toEqual(expect.arrayContaining(Object.keys(environment)));
    expect(settings.partial().safeParse(environment)).toMatchObject({ success: true });
  });

  test.each(Object.keys(services))("lets the %s listen where its image says", (name) => {
    expect(compose.services[name]?.environment).toMatchObject({ DT_HTTP_PORT: imageEnvironment()["DT_HTTP_PORT"] });
  });

  test.each(Object.keys(services))("gives the %s time to stop", (name) => {
    expect(Number.parseInt(compose.services[name]?.stop_grace_period ?? "", 10)).toBeGreaterThan(stopSeconds);
  });
});

describe("deploy/README.md", () => {
  test("changes only services that there are", () => {
    const [, example = ""] = /^```yaml\n(.*?)^```$/ms.exec(read("deploy/README.md")) ?? [];
    const changed = parse(example) as { readonly services: object };
    expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(Object.keys(changed.services)));
  });
});

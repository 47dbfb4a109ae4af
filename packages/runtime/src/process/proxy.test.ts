import { readFileSync } from "node:fs";
import { createServer, get as httpGet, type Server } from "node:http";
import { get as httpsGet, type RequestOptions } from "node:https";
import { createServer as createRawServer, type LookupFunction, type Socket } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { eventually } from "../../test/eventually.ts";
import { closeServer, type LocalProxy, listenLocally, startLocalProxy } from "../../test/local-proxy.ts";
import { certificateFile, startTlsFront, type TlsFront } from "../../test/tls-front.ts";
import { useProxies } from "./proxy.ts";

const password = "pa:ss@word";
const credentials = `user:${encodeURIComponent(password)}`;
let [plain, port]: [Server | undefined, number] = [undefined, 0];
let front: TlsFront | undefined;

beforeAll(async () => {
  setDefaultCACertificates([...getCACertificates("default"), readFileSync(certificateFile, "utf8")]);
  plain = createServer((_, response) => void response.end("hello"));
  port = await listenLocally(plain);
  front = await startTlsFront(port);
});

afterAll(async () => {
  plain?.closeAllConnections();
  plain?.close();
  await front?.close();
});

/** A proxy that knows `dingtalk.test`, in both ways. */
async function startProxy(asksFor?: string): Promise<LocalProxy> {
  const proxy = await startLocalProxy({
    ...(asksFor !== undefined && { credentials: asksFor }),
    resolve: (authority) => ({ "dingtalk.test:443": front?.port, "dingtalk.test": port })[authority],
  });
  onTestFinished(() => proxy.close());
  return proxy;
}

/** The status of the answer. */
function get(url: string, options: RequestOptions = {}): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const request = (url.startsWith("https:") ? httpsGet : httpGet)(url, options, (response) => {
    response.resume();
    resolve(response.statusCode);
  });
  request.on("error", reject);
  return promise;
}

/** Every name is that of this machine. */
const findHere: LookupFunction = (_host, _options, found) => found(null, [{ address: "127.0.0.1", family: 4 }]);

/** A server that does with each connection what is told. */
async function startRaw(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server = createRawServer((socket) => {
    sockets.push(socket.on("error", () => {}));
    onConnection(socket);
  });
  const address = `127.0.0.1:${await listenLocally(server)}`;
  onTestFinished(() => closeServer(server, sockets));
  return address;
}

/** The address of a proxy that answers everything with this status. */
function refusing(status: number): Promise<string> {
  return startRaw((socket) => socket.write(`HTTP/1.1 ${status} No\r\n\r\n`));
}

describe("requests to a host that only the proxy knows", () => {
  it("go through it with its user and password: by the usual agents, by agents of their own and by fetch", async () => {
    const proxy = await startProxy(`user:${password}`);
    const used = useProxies({ HTTPS_PROXY: `http://${credentials}@${proxy.host}` });
    expect(used).toEqual({ proxies: [proxy.host], problems: [] });
    expect(await get("https://dingtalk.test/")).toBe(200);
    expect(await get("https://dingtalk.test/", { agent: false })).toBe(200);
    expect(await (await fetch("https://dingtalk.test/")).text()).toBe("hello");
    expect(proxy).toMatchObject({ passed: Array.from({ length: 3 }, () => "dingtalk.test:443"), refused: 0 });
  });

  it("without TLS, through that of HTTP_PROXY", async () => {
    const proxy = await startProxy();
    useProxies({ HTTP_PROXY: proxy.url });
    expect(await get("http://dingtalk.test/")).toBe(200);
    expect(await get("http://dingtalk.test/", { agent: false })).toBe(200);
    expect(proxy.passed).toEqual(["dingtalk.test", "dingtalk.test"]);
  });

  it("lower case wins, and http:// may be left out", async () => {
    const proxy = await startProxy();
    useProxies({ HTTPS_PROXY: "http://unused.invalid", https_proxy: proxy.host, no_proxy: "", NO_PROXY: "other.test" });
    expect(await get("https://dingtalk.test/")).toBe(200);
    expect(proxy.passed).toHaveLength(1);
  });
});

describe("without the proxy", () => {
  it("this machine is reached, whatever NO_PROXY says", async () => {
    const proxy = await startProxy();
    const [http_proxy, https_proxy] = [proxy.url, proxy.url];
    for (const no_proxy of [undefined, "other.test"]) {
      useProxies({ http_proxy, https_proxy, no_proxy });
      for (const agent of [undefined, false] as const)
        expect(await get(`http://127.0.0.1:${port}/`, { agent })).toBe(200);
      expect(await get(`http://localhost:${port}/`, { family: 4 })).toBe(200);
      expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    }
    expect(proxy).toMatchObject({ passed: [], refused: 0 });
  });

  it.each(["dingtalk.test", ".test", "other.test, *.test", "*"])(
    "the hosts of NO_PROXY=%s are reached",
    async (no_proxy) => {
      const proxy = await startProxy();
      useProxies({ HTTPS_PROXY: proxy.url, NO_PROXY: no_proxy });
      expect(await get(`https://dingtalk.test:${front?.port}/`, { lookup: findHere })).toBe(200);
      expect(proxy.passed).toEqual([]);
    },
  );
});

describe("a proxy that lets nothing through is named, without its password, with what to do", () => {
  it.each<[string, () => Promise<string>, RegExp]>([
    ["refuses the password", () => refusing(407), /does not accept the user and password of HTTPS_PROXY \(HTTP 407\)/],
    [
      "refuses the host",
      () => refusing(403),
      /refused the connection \(HTTP 403\): ask who runs it to allow this host/,
    ],
    ["cannot reach the host", () => refusing(502), /refused the connection \(HTTP 502\)/],
    ["is not there", async () => "127.0.0.1:1", /cannot be reached \(ECONNREFUSED\): check HTTPS_PROXY/],
    ["is at none of its addresses", async () => "localhost:1", /cannot be reached \(ECONNREFUSED\): check HTTPS_PROXY/],
    [
      "is no HTTP proxy",
      () => startRaw((socket) => socket.end("SSH-2.0\r\n")),
      /gave no answer: check that HTTPS_PROXY/,
    ],
  ])("one that %s", async (_, start, message) => {
    const host = await start();
    useProxies({ HTTPS_PROXY: `http://${credentials}@${host}` });
    for (const agent of [undefined, false] as const) {
      const error = await get("https://dingtalk.test/", { agent }).catch((reason: Error) => reason);
      expect(error).toMatchObject({ code: "ERR_PROXY_TUNNEL", message: expect.stringMatching(message) });
      expect(error).toMatchObject({ message: expect.stringContaining(`the proxy ${host} `) });
      expect(JSON.stringify([String(error), (error as Error).stack, error])).not.toMatch(/pa:ss|pa%3Ass|Basic/);
    }
  });

  it("one that wants a password and was given none", async () => {
    const host = await refusing(407);
    useProxies({ https_proxy: host });
    const message = `the proxy ${host} wants user and password (HTTP 407): put them into https_proxy, as in http://user:password@${host}`;
    await expect(get("https://dingtalk.test/")).rejects.toMatchObject({ message });
  });

  it("its connections do not stay open, and one that it breaks off ends nothing else", async () => {
    const left = new Set<Socket>();
    const host = await startRaw((socket) => {
      left.add(socket);
      // What is not read when a connection is closed makes it break off.
      socket.on("close", () => left.delete(socket)).write("HTTP/1.1 502 No\r\n\r\n");
      if (left.size > 1) socket.destroy();
      else socket.resume();
    });
    useProxies({ HTTPS_PROXY: host });
    for (let attempt = 0; attempt < 4; attempt += 1) await get("https://dingtalk.test/").catch(() => {});
    await eventually(() => expect(left.size).toBe(0));
  });

  it("a certificate that nobody knows is the host's affair", async () => {
    const proxy = await startProxy();
    useProxies({ HTTPS_PROXY: proxy.url });
    await expect(get("https://dingtalk.test/", { ca: [] })).rejects.toMatchObject({
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
  });
});

it.each(["socks5://user:hunter2hunter2@127.0.0.1:1080", "http://", "http://user:%zz@proxy.test"])(
  "a proxy that cannot be used is told without its value: %s",
  async (url) => {
    const { proxies, problems } = useProxies({ HTTPS_PROXY: url, HTTP_PROXY: "" });
    expect(proxies).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(/^HTTPS_PROXY is not used: set it to http:\/\/host:port/)]);
    expect(problems.join()).not.toMatch(/hunter2|%zz/);
  },
);

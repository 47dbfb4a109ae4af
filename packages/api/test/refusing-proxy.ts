import { once } from "node:events";
import https, { Agent } from "node:https";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/**
 * Makes Node's agents for TLS use a proxy that answers with this status; `hang` lets a connection through to a
 * host that never says anything. Resolves with the proxy's address.
 */
export async function useProxyThatAnswers(answer: number | "hang"): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => {}));
    socket.once("data", () => socket.write(`HTTP/1.1 ${answer === "hang" ? 200 : answer} Answer\r\n\r\n`));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const before = https.globalAgent;
  // A class, because Node makes further ones of its kind for requests with `agent: false`.
  https.globalAgent = new (class extends Agent {
    constructor() {
      super({ proxyEnv: { https_proxy: `http://user:hunter2hunter2@${host}` } });
    }
  })();
  onTestFinished(() => {
    https.globalAgent = before;
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return host;
}

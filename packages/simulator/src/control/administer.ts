import { type Exchange, type Reply, sendReply } from "../http/exchange.ts";
import type { Simulator } from "../simulator/types.ts";
import { AdminError, type AdminFields, readFields } from "./fields.ts";
import { adminRoutes } from "./routes.ts";

/** What an administration call works with. */
export interface AdminCall {
  readonly simulator: Simulator;
  readonly fields: AdminFields;
  /** Path parameters, then query parameters. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Answers `/admin/…`: JSON in, JSON out; refusals are `{error: {message}}`. */
export async function administer(simulator: Simulator, exchange: Exchange): Promise<void> {
  sendReply(exchange.response, await reply(simulator, exchange));
}

async function reply(simulator: Simulator, exchange: Exchange): Promise<Reply> {
  try {
    for (const { method, pattern, run } of adminRoutes) {
      const path = method === exchange.method ? pattern.exec(exchange.path) : null;
      if (!path) continue;
      const parameters = { ...Object.fromEntries(exchange.query), ...path.groups };
      const result = await run({ simulator, parameters, fields: readFields(exchange.body) });
      return { status: 200, body: result ?? { ok: true } };
    }
    const known = adminRoutes.map(({ title }) => title).join(", ");
    throw new AdminError(404, `There is no ${exchange.method} ${exchange.path}. Known: ${known}.`);
  } catch (error) {
    const status = error instanceof AdminError ? error.status : 400;
    return { status, body: { error: { message: error instanceof Error ? error.message : String(error) } } };
  }
}

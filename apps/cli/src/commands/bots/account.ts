import { tenantOption, withTenant } from "../../bots/with-redis.ts";
import { CliError } from "../../cli-error.ts";
import type { Command } from "../../command/command.ts";
import { lines } from "../../output/answer.ts";

const account: Command = {
  name: "",
  summary: "Show where every received message is",
  details: "received = answered + refused + dead + waiting + delivering, at any time. Fails when the sum is wrong.",
  examples: ["account", "account --tenant acme --json"],
  options: () => [tenantOption],
  effect: "read",
  run: (context, input) =>
    withTenant(context, input, async (redis, tenant) => {
      const { createAccounts } = await import("@dt/session");
      const data = { tenant, ...(await createAccounts(redis).account(tenant)) };
      if (data.balanced && data.received === 0)
        return { data, view: lines(`Nothing was received for the tenant ${tenant}.`) };
      if (data.balanced) return { data };
      const hint = "Messages were lost or counted twice; please report it with this output.";
      return { data, failure: new CliError("UNKNOWN_ERROR", `The account of ${tenant} does not add up.`, { hint }) };
    }),
};

export const commands = [account];

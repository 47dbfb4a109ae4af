import { randomUUID } from "node:crypto";
import type { Subscription } from "../openapi/platform.ts";
import { BoundedMap } from "../world/bounded.ts";
import type { Clock } from "../world/clock.ts";

const ticketLifetimeMs = 90_000;

/** What a ticket opens. */
export interface Grant {
  readonly appKey: string;
  readonly subscriptions: readonly Subscription[];
}

/** Tickets for one WebSocket each, valid for 90 seconds. */
export interface Tickets {
  issue(grant: Grant): string;
  /** Takes the ticket out; undefined for unknown, used and expired ones. */
  redeem(ticket: string): Grant | undefined;
}

export function createTickets(clock: Clock, mark = ""): Tickets {
  const tickets = new BoundedMap<string, Grant & { readonly expiresAt: number }>(100_000);
  return {
    issue: (grant) => {
      const ticket = mark + randomUUID();
      tickets.set(ticket, { ...grant, expiresAt: clock.now() + ticketLifetimeMs });
      return ticket;
    },
    redeem: (ticket) => {
      const grant = tickets.get(ticket);
      tickets.delete(ticket);
      return grant && grant.expiresAt > clock.now() ? grant : undefined;
    },
  };
}

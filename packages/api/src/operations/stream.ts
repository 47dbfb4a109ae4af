// Opening a Stream connection.
import type { Operation } from "../operation.ts";

export const streamOpenConnection = {
  name: "streamOpenConnection",
  group: "stream",
  description: "Open a Stream connection: get the WebSocket endpoint and a single-use ticket.",
  host: "api",
  method: "POST",
  path: "/v1.0/gateway/connections/open",
  auth: "none",
  tokenKind: "none",
  encoding: "json",
  effect: "write",
  overwrites: true,
  input: {
    body: {
      type: "object",
      properties: {
        clientId: { type: "string", description: "App key or suite key." },
        clientSecret: { type: "string", description: "App secret or suite secret.", secret: true },
        extras: { type: "object", additionalProperties: {}, description: "Further fields." },
        localIp: { type: "string", description: "Address of the client, for diagnosis." },
        subscriptions: {
          type: "array",
          items: {
            type: "object",
            properties: {
              topic: { type: "string", description: '"*" for EVENT, else the callback topic.' },
              type: { type: "string", description: "Kind of push.", enum: ["EVENT", "CALLBACK", "SYSTEM"] },
            },
            required: ["topic", "type"],
          },
          description: "What is pushed to the connection.",
          minItems: 1,
        },
        ua: { type: "string", description: "Name and version of the client." },
      },
      required: ["clientId", "clientSecret", "subscriptions"],
    },
  },
  result: {
    type: "object",
    properties: {
      endpoint: { type: "string", description: "Address of the WebSocket." },
      ticket: { type: "string", description: "Goes with the address, once." },
    },
  },
  permissions: [],
  appTypes: [],
  errors: { 401: ["authFailed"] },
  limits: ["the ticket lives 90 s and opens one connection"],
  notes: [
    "Send Accept: application/json or the answer may be XML.",
    "ua is sent by the official stream SDKs and absent from the SDK.",
    "Then open a WebSocket to endpoint?ticket=<percent-encoded ticket>.",
    "Bad credentials: HTTP 401, code authFailed.",
  ],
  unconfirmed: ["whether calls count in the monthly quota", "rate limit"],
  sdk: "gateway_1_0.OpenConnection",
} as const satisfies Operation;

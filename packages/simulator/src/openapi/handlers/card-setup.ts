import { randomBytes } from "node:crypto";
import type { Handlers } from "../call.ts";
import { spaceNames } from "../cards/card-spaces.ts";
import { refuse } from "../refusal.ts";

/** What prepares cards without showing or changing them. */
export const cardSetupHandlers = {
  cardAppendSpace: {
    refusals: {
      "imGroupOpenSpaceModel.supportForward": "param.openSpaceModelInvalid",
      "imRobotOpenSpaceModel.supportForward": "param.openSpaceModelInvalid",
      "outTrackId:required": "param.outTrackIdEmpty",
      "*": "param.openSpaceModelInvalid",
    },
    run: (call) => {
      const { outTrackId, ...models } = call.input;
      if (outTrackId === "") throw refuse(400, "param.outTrackIdEmpty", "outTrackId is empty");
      if (Object.keys(models).length === 0) throw refuse(400, "param.emptyAppendSpaces", "no space model is given");
      const card = call.platform.cards.find(call.app().appKey, outTrackId);
      if (!card) throw refuse(400, "param.cardNotExist", "no card has this outTrackId");
      for (const [type, { space }] of Object.entries(spaceNames)) {
        if (space in models) card.spaces.add(type);
      }
      return { success: true, result: true };
    },
  },
  cardRegisterCallback: {
    refusals: {
      "callbackRouteKey:required": "param.callbackRouteKeyEmpty",
      "callbackUrl:required": "param.callbackUrlEmpty",
      "*": "param.empty",
    },
    run: (call) => {
      const { callbackRouteKey, callbackUrl, forceUpdate = false } = call.input;
      if (callbackRouteKey === "") throw refuse(400, "param.callbackRouteKeyEmpty", "callbackRouteKey is empty");
      if (callbackUrl === "") throw refuse(400, "param.callbackUrlEmpty", "callbackUrl is empty");
      const { cardCallbacks } = call.platform;
      const key = `${call.app().appKey} ${callbackRouteKey}`;
      if (cardCallbacks.has(key) && !forceUpdate) {
        throw refuse(
          500,
          "param.callbackRouteKeyExist",
          "callbackRouteKey is registered; set forceUpdate to replace it",
        );
      }
      const apiSecret = call.input.apiSecret ?? randomBytes(16).toString("hex");
      cardCallbacks.set(key, { callbackUrl, apiSecret });
      return { success: true, result: { callbackUrl, apiSecret } };
    },
  },
} as const satisfies Handlers;

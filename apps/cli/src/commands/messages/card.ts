import { randomUUID } from "node:crypto";
import { CliError, invalidArguments } from "../../cli-error.ts";
import type { Command, Option } from "../../command/command.ts";
import type { Context } from "../../command/context.ts";
import { fromOperation } from "../../command/from-operation.ts";
import type { Input } from "../../command/input.ts";
import { defined, type Fields, isFields, listAt, textAt } from "../../fields.ts";
import { cardStream } from "./card-stream.ts";

const outTrackId = { name: "outTrackId", summary: "Your id of the card" };

const valueOptions: readonly Option[] = [
  { name: "set", type: "pairs", summary: "A variable of the template, repeated" },
  { name: "values", type: "json", summary: "All variables: JSON or @file.json" },
];

const placeOptions: readonly Option[] = [
  { name: "to-user", type: "text", value: "userId", summary: "Show it in this person's chat with the robot" },
  { name: "to-group", type: "text", value: "openConversationId", summary: "Show it in this group" },
];

const create: Command = {
  name: "create",
  summary: "Create a card, and show it where --to-user or --to-group says",
  examples: ["card create --template tpl.schema --to-user lisi02 --set title=部署 --set content=进行中"],
  options: () => [
    { name: "template", type: "text", value: "cardTemplateId", summary: "Default: DINGTALK_CARD_TEMPLATE_ID" },
    { name: "id", type: "text", value: "outTrackId", summary: "Your id of the card (default: a new one)" },
    ...placeOptions,
    ...valueOptions,
  ],
  effect: "write",
  operation: "cardCreateAndDeliver",
  run: async (context, input) => {
    const place = await readPlace(context, input);
    const fields = {
      outTrackId: input.text("id") ?? randomUUID(),
      cardTemplateId: input.text("template") ?? (await context.settings()).get("DINGTALK_CARD_TEMPLATE_ID"),
      callbackType: "STREAM",
      cardData: { cardParamMap: readVariables(input) },
      userIdType: 1,
      ...place?.spaces,
      ...place?.delivery,
      ...input.data,
    };
    if (fields.cardTemplateId === undefined)
      throw invalidArguments("Name a template with --template or DINGTALK_CARD_TEMPLATE_ID.");
    const operation = place === undefined ? "cardCreate" : "cardCreateAndDeliver";
    const answer = await context.dingtalk.call(operation, defined(fields));
    const results = listAt(answer, "result.deliverResults");
    return { data: { outTrackId: fields.outTrackId, deliverResults: results }, failure: deliveryFailure(results) };
  },
};

const deliver: Command = {
  name: "deliver",
  summary: "Show an existing card in another chat",
  arguments: [outTrackId],
  options: () => placeOptions,
  effect: "write",
  operation: "cardDeliver",
  run: async (context, input) => {
    const place = await readPlace(context, input);
    const fields = { outTrackId: input.argument("outTrackId"), userIdType: 1, ...place?.delivery, ...input.data };
    const answer = await context.dingtalk.call("cardDeliver", fields);
    const results = listAt(answer, "result");
    return { data: { outTrackId: fields.outTrackId, deliverResults: results }, failure: deliveryFailure(results) };
  },
};

const update: Command = {
  name: "update",
  summary: "Change variables of a card",
  details: "Other variables stay as they are, unless --replace is given.",
  examples: ["card update 5f0c… --set content=完成"],
  arguments: [outTrackId],
  options: () => [...valueOptions, { name: "replace", type: "flag", summary: "Drop all other variables" }],
  effect: "write",
  operation: "cardUpdate",
  run: async ({ dingtalk }, input) => {
    const cardUpdateOptions = { updateCardDataByKey: input.flag("replace") !== true };
    const cardData = { cardParamMap: readVariables(input) };
    const fields = { outTrackId: input.argument("outTrackId"), cardData, cardUpdateOptions, ...input.data };
    return { data: await dingtalk.call("cardUpdate", fields) };
  },
};

export const commands = [
  create,
  deliver,
  update,
  cardStream,
  fromOperation({
    name: "append-space",
    operation: "cardAppendSpace",
    summary: "Add another kind of place to a card, so that it can be delivered there",
    arguments: { outTrackId },
  }),
  fromOperation({
    name: "register-callback",
    operation: "cardRegisterCallback",
    summary: "Register the HTTP address that receives clicks on cards",
    arguments: { callbackRouteKey: { name: "routeKey", summary: "Your name for it" } },
    without: ["apiSecret"],
    flags: { callbackUrl: { name: "url" }, forceUpdate: { name: "force" } },
  }),
];

/** All variables are text: numbers and booleans as words, lists and objects as JSON. */
function readVariables(input: Input): Fields {
  const values = input.json("values") ?? {};
  if (!isFields(values)) throw invalidArguments("--values must be a JSON object.");
  const texts = Object.entries({ ...values, ...input.pairs("set") }).map(([name, value]) => {
    return [name, typeof value === "string" ? value : JSON.stringify(value)];
  });
  return Object.fromEntries(texts) as Fields;
}

interface Place {
  /** What a card must say about the place when it is created. */
  readonly spaces: Fields;
  readonly delivery: Fields;
}

async function readPlace({ dingtalk }: Context, input: Input): Promise<Place | undefined> {
  const [user, group] = [input.text("to-user"), input.text("to-group")];
  if (user !== undefined && group !== undefined) throw invalidArguments("Give --to-user or --to-group, not both.");
  if (user !== undefined)
    return {
      spaces: { imRobotOpenSpaceModel: { supportForward: true } },
      delivery: { openSpaceId: `dtv1.card//IM_ROBOT.${user}`, imRobotOpenDeliverModel: { spaceType: "IM_ROBOT" } },
    };
  if (group === undefined) return undefined;
  return {
    spaces: { imGroupOpenSpaceModel: { supportForward: true } },
    delivery: {
      openSpaceId: `dtv1.card//IM_GROUP.${group}`,
      imGroupOpenDeliverModel: { robotCode: await dingtalk.robotCode() },
    },
  };
}

/** A place may refuse the card although the call succeeds. */
function deliveryFailure(results: readonly unknown[]): CliError | undefined {
  const failed = results.filter((result) => isFields(result) && result.success === false);
  if (failed.length === 0) return undefined;
  const reasons = failed.map((result) => textAt(result, "errorMsg") ?? "no reason given").join("; ");
  return new CliError("INVALID_ARGUMENTS", `The card was not shown (${reasons}).`, {
    hint: "It exists; dt card deliver tries again.",
  });
}

import { type AppType, countsInQuota, type Effect, type Operation, type Paging } from "@dt/api";
import { codesByMeaning } from "./errors.ts";
import { code, folded, list, table } from "./markdown.ts";
import { methodsOf } from "./methods.ts";
import { toRows, toTypeText } from "./schema-words.ts";

const hosts = { api: "https://api.dingtalk.com", oapi: "https://oapi.dingtalk.com" } as const;

/** Rows and lines up to which a part stands open. */
const openRows = 14;
const openLines = 16;

/** Everything about one operation. */
export function operationSection(operation: Operation): string {
  const { name, description, method, host, path } = operation;
  const parts = [
    `### ${name}`,
    description,
    code("http", `${method} ${hosts[host]}${path}`),
    table(["", ""], facts(operation)),
    parameters(operation),
    result(operation),
    errors(operation),
    remarks(operation),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function facts(operation: Operation): string[][] {
  const { permissions, docUrl, paging, batching, costly } = operation;
  const rows: [string, string | undefined][] = [
    ["Client", calls(operation)],
    ["Effect", effect(operation)],
    ["Token", token(operation)],
    ["Permission", permissions.length === 0 ? undefined : permissions.map((one) => `\`${one}\``).join(", ")],
    ["Apps", apps(operation)],
    ["Quota", quota(operation)],
    ["Pages", paging === undefined ? undefined : pages(paging)],
    ["Lists", batching === undefined ? undefined : `\`${batching.list}\` of any length with \`client.batch\``],
    ["Costs", costly === true ? "may cost money beyond the quota" : undefined],
    ["DingTalk's page", docUrl === undefined ? undefined : `[${docUrl.split("/").at(-1) ?? docUrl}](${docUrl})`],
  ];
  return rows.flatMap(([title, text]) => (text === undefined ? [] : [[title, text]]));
}

function calls({ name, paging, batching }: Operation): string {
  const general = [
    "call",
    ...(paging === undefined ? [] : ["entries", "pages"]),
    ...(batching === undefined ? [] : ["batch"]),
  ];
  const short = methodsOf(name).map((method) => `\`client.${method}(…)\``);
  return [...short, ...general.map((method) => `\`client.${method}("${name}", …)\``)].join(", ");
}

const effects: Readonly<Record<Effect, string>> = {
  read: "reads",
  write: "writes",
  destructive: "takes something away for good",
};

function effect({ effect: kind, overwrites, idempotencyKey }: Operation): string {
  if (kind === "read") return effects.read;
  if (idempotencyKey !== undefined) return `${effects[kind]}; harmless to repeat with the same \`${idempotencyKey}\``;
  const again = overwrites === true ? "harmless to repeat" : "never repeated while it may have had its effect";
  return `${effects[kind]}; ${again}`;
}

function token({ auth, tokenKind }: Operation): string | undefined {
  if (tokenKind === "robot") return "the robot's own `access_token`, a parameter";
  if (tokenKind === "none") return "none";
  const place = auth === "header" ? "header `x-acs-dingtalk-access-token`" : "query `access_token`";
  return `of ${tokenKind === "app" ? "the app" : "a person"}, in the ${place}`;
}

const appNames: Readonly<Record<AppType, string>> = {
  internal: "of the organisation itself",
  thirdPartyOrg: "from the store",
  thirdPartyPersonal: "for single people",
};

function apps({ appTypes }: Operation): string | undefined {
  return appTypes.length === 0 ? undefined : appTypes.map((type) => appNames[type]).join(", ");
}

function quota({ name }: Operation): string {
  return countsInQuota(name) ? "counts in the month's API calls" : "does not count in the month's API calls";
}

function pages({ position, size, maxSize, items }: Paging): string {
  const most = maxSize === undefined ? "" : `, at most ${maxSize}`;
  const sized = size === undefined ? "" : `, entries per page in \`${size}\`${most}`;
  return `position in \`${position}\`${sized}; the entries are in \`${items}\``;
}

function parameters({ input }: Operation): string {
  const rows = (["path", "query", "body"] as const).flatMap((place) => {
    const { properties = {}, required = [] } = input[place] ?? {};
    return Object.entries(properties).flatMap(([name, schema]) =>
      toRows(name, schema, required.includes(name)).map((row) => [
        `\`${row.name}\``,
        place,
        row.required ? "yes" : "",
        row.type,
        row.description,
      ]),
    );
  });
  if (rows.length === 0) return "No parameters.";
  return folded("Parameters", table(["name", "in", "required", "type", "meaning"], rows), openRows);
}

function result({ result: schema }: Operation): string {
  if (Object.keys(schema.properties).length === 0) return "Answers nothing.";
  return folded("Result", code("ts", toTypeText(schema)), openLines);
}

function errors(operation: Operation): string {
  const meanings = [...codesByMeaning(operation)];
  if (meanings.length === 0) return "";
  const rows = meanings.map(([meaning, codes]) => [`\`${meaning}\``, codes.join(", ")]);
  const text = table(["code of the error", "DingTalk's codes"], rows);
  const count = meanings.reduce((sum, [, codes]) => sum + codes.length, 0);
  return folded(`Errors (${count})`, text, count > 12 ? 0 : openLines);
}

function remarks({ limits = [], notes = [], unconfirmed = [] }: Operation): string {
  const open = unconfirmed.length === 0 ? [] : [`Not documented: ${unconfirmed.join("; ")}.`];
  const all = [...limits.map(toSentence), ...notes, ...open];
  return all.length === 0 ? "" : list(all);
}

function toSentence(limit: string): string {
  return `Limit: ${limit}${limit.endsWith(".") ? "" : "."}`;
}

import { type Operation, type OperationGroup, operationNames, operations } from "@dt/api";
import { anchor, list, table } from "./markdown.ts";
import { operationSection } from "./operation-section.ts";

interface Chapter {
  readonly title: string;
  readonly about: string;
}

const chapters: Readonly<Record<OperationGroup, Chapter>> = {
  users: { title: "People", about: "Reading and finding people, and who left." },
  departments: { title: "Departments", about: "The organisation as a tree; its root has the id 1." },
  robot: { title: "Robot messages", about: "Sending to people and groups, taking back, who has read, files received." },
  cards: { title: "Cards", about: "Cards that change after they were sent; texts that appear while they are written." },
  workflow: { title: "Approvals", about: "Approvals, their tasks, forms and attachments." },
  todo: { title: "To-dos", about: "To-dos; all people are union ids, and the client turns user ids into them." },
  media: { title: "Media", about: "Files for messages." },
  tokens: {
    title: "Access tokens",
    about: "The client gets and renews tokens by itself; these are the calls behind it.",
  },
  stream: { title: "Stream", about: "The call behind `StreamClient` of `@dt/api/stream`." },
};

const introduction = `Every operation of \`@dt/api\`, from its declaration in \`packages/api/src/operations\`. This page is written by
\`pnpm docs:api\`; a test fails when it is not what the declarations say. How to make a client, and what all calls have in
common (tokens, repeats, errors, people by either id), is in [the package's README](../packages/api/README.md).

\`\`\`ts
const user = await client.users.get({ userId: "manager01" }); // the usual calls have short names
const answer = await client.call("getUser", { userid: "manager01" }); // all have this form
for await (const userId of client.entries("searchUsers", { queryWord: "张" })) console.log(userId); // lists
\`\`\`

How to read an entry:

${list([
  "**Parameters** are one flat object, wherever they go in the request (column *in*). They are checked before anything is sent; what a limit forbids is refused with `invalid_request`.",
  "A parameter of type `userId` or `unionId` also takes a person by the other id, as `{ unionId }` or `{ userId }`, except where the client has the token of a person.",
  "**Result**: every field may be missing, and DingTalk may send more than is listed.",
  "**Errors** are `DingTalkError`s; the table says which `code` each of DingTalk's own codes becomes. Codes without an HTTP status come with 400, on the older host (`oapi.dingtalk.com`) with 200. Besides, every call may be refused for its pace (`rate_limited`), for a missing permission (`permission_denied`, with `requiredScopes`) or because the month's calls are used up (`quota_exceeded`).",
  "**Not documented** is what no official source settles.",
])}`;

/** docs/api.md, as a whole: nothing in it is written by hand. */
export function toApiPage(): string {
  const all: Operation[] = operationNames.map((name) => operations[name]);
  const groups = Object.entries(chapters).map(([group, chapter]) => {
    return { ...chapter, members: all.filter((operation) => operation.group === group) };
  });
  const contents = groups.map(({ title, about, members }) => [
    `[${title}](${anchor(title)})`,
    String(members.length),
    about,
  ]);
  const parts = [
    "# DingTalk operations",
    introduction,
    "## Contents",
    table(["chapter", "operations", "about"], contents),
    ...groups.map(chapterText),
  ];
  return `${parts.join("\n\n")}\n`;
}

function chapterText({ title, about, members }: Chapter & { readonly members: readonly Operation[] }): string {
  const rows = members.map(({ name, description, effect }) => [`[${name}](${anchor(name)})`, effect, description]);
  const overview = table(["operation", "effect", "does"], rows);
  return [`## ${title}`, about, overview, ...members.map(operationSection)].join("\n\n");
}

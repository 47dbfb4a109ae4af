import type { Group } from "../command/group.ts";

const company = "People and departments";
const messages = "Messages";
const work = "Approvals and to-dos";
const anything = "Anything else";

/** Every group of commands. A new one is a file and an entry here. */
export const groups: readonly Group[] = [
  {
    name: "user",
    section: company,
    summary: "Find people and read who they are",
    load: async () => (await import("./user.ts")).commands,
  },
  {
    name: "dept",
    section: company,
    summary: "Find departments and draw the organisation",
    load: async () => (await import("./dept.ts")).commands,
  },
  {
    name: "robot",
    section: messages,
    summary: "Send messages to people and groups, take them back, see who read them",
    load: async () => (await import("./robot.ts")).commands,
  },
  {
    name: "card",
    section: messages,
    summary: "Create, update and stream interactive cards",
    load: async () => (await import("./card.ts")).commands,
  },
  {
    name: "media",
    section: messages,
    summary: "Upload files for use in messages",
    load: async () => (await import("./media.ts")).commands,
  },
  {
    name: "approval",
    section: work,
    summary: "Start, read and decide OA approvals",
    load: async () => (await import("./approval.ts")).commands,
  },
  {
    name: "todo",
    section: work,
    summary: "Create, list and finish to-dos",
    load: async () => (await import("./todo.ts")).commands,
  },
  {
    name: "token",
    section: anything,
    summary: "Print an access token of the app",
    load: async () => (await import("./token.ts")).commands,
  },
  {
    name: "call",
    section: anything,
    summary: "Call any path or operation of DingTalk",
    load: async () => (await import("./call.ts")).commands,
  },
];

import type { Hosts } from "../../requests/build-request.ts";
import type { Client } from "../client.ts";
import type { ClientOptions } from "../client-options.ts";
import type { CallOperation } from "./call-operation.ts";

/** The parts of a client that are named after what they are about. */
export type Subjects = Pick<Client, "users" | "departments" | "robot" | "cards" | "workflow" | "media" | "todos">;

/** What subjects make their calls with. */
export interface Caller {
  readonly call: CallOperation;
  readonly batch: Client["batch"];
  readonly hosts: Hosts;
  readonly options: Pick<ClientOptions, "credentials" | "robotCode">;
}

const loaders: { readonly [Name in keyof Subjects]: (caller: Caller) => Promise<Subjects[Name]> } = {
  users: async ({ call }) => (await import("./users.ts")).createUsers(call),
  departments: async ({ call }) => (await import("./departments.ts")).createDepartments(call),
  robot: async ({ options, ...caller }) => {
    return (await import("./robot.ts")).createRobot({ ...caller, robotCode: robotCodeOf(options) });
  },
  cards: async ({ call }) => (await import("./cards.ts")).createCards(call),
  workflow: async ({ call }) => (await import("./workflow.ts")).createWorkflow(call),
  media: async ({ call, hosts }) => (await import("./media.ts")).createMedia(call, hosts),
  todos: async ({ call }) => (await import("./todos.ts")).createTodos(call),
};

export function loadSubject<Name extends keyof Subjects>(name: Name, caller: Caller): Promise<Subjects[Name]> {
  return loaders[name](caller);
}

function robotCodeOf({ credentials, robotCode }: Caller["options"]): string | undefined {
  return robotCode ?? ("appKey" in credentials ? credentials.appKey : undefined);
}

import type { Group } from "../command/group.ts";

const company = "People and departments";

/** Every group of commands. A new one is a file and an entry here. */
export const groups: readonly Group[] = [
  {
    name: "user",
    section: company,
    summary: "Find people and read who they are",
    load: async () => (await import("./user.ts")).commands,
  },
];

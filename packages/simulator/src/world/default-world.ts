import type { App, Group, Person } from "./types.ts";

/** The app of the default world. Its secret is a well-known sample, good for this simulator only. */
export const defaultApp: App = {
  appKey: "dingsimulatorapp01",
  appSecret: "simulator-sample-secret-0123456789",
  robotCode: "dingsimulatorapp01",
  robotName: "小助手",
  agentId: 100_200_300,
  corpId: "dingsimulatorcorp0001",
  cardTemplates: ["00000000-simulator-ai-card.schema"],
  kind: "internal",
};

export const defaultPeople: readonly Person[] = [
  person("zhangsan01", "张三", { isAdmin: true }),
  person("lisi02", "李四"),
  person("wangfang03", "王芳"),
  person("guest04", "Ada Guest", { external: true }),
];

export const defaultGroup: Group = {
  conversationId: "cidSimulatorProjectGroup01==",
  title: "项目群",
  members: defaultPeople.map(({ userId }) => userId),
  robots: [defaultApp.appKey],
};

/** The group of a department of the default organisation: no robot is in it, and nobody of the chat page. */
const defaultQuietGroup: Group = {
  conversationId: "cidSimulatorRobots02==",
  title: "机器人小组",
  members: ["zhaoliu05", "01234567890123456789"],
  robots: [],
};

/** The name of the variable that the default AI-card template streams its text into. */
export const defaultCardContentKey = "content";

/** A small organisation: three people, a guest, two groups and one app with a robot and an AI-card template. */
export function defaultWorld(): { apps: App[]; people: Person[]; groups: Group[] } {
  return { apps: [defaultApp], people: [...defaultPeople], groups: [defaultGroup, defaultQuietGroup] };
}

/** A person whose encrypted ids are derived from the user id. */
export function person(
  userId: string,
  name: string,
  extra: { readonly isAdmin?: boolean; readonly external?: boolean } = {},
): Person {
  return { userId, name, unionId: `${userId}UnionIdiE`, senderId: `$:LWCP_v1:$${userId}`, isAdmin: false, ...extra };
}

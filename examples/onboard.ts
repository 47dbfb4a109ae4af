/** Welcomes a new colleague: to-dos, a message with their department, a note to their manager. */
import { type Client, DingTalkError, type User } from "@dt/api";
import { needed, runProgram } from "./shared/program.ts";

const help = `
Welcomes a new colleague: to-dos for the first days, a message with their department, a note to their manager.
May be run again: each to-do has a key, so that it exists once, and without new to-dos no message is sent.

  node examples/onboard.ts <userId> [--welcome]

  --welcome   sends the messages in any case; messages have no key, so this is for a run that was interrupted
`;

const dayMs = 24 * 3_600_000;
const firstDays = [
  { key: "account", subject: "激活邮箱和代码库账号", days: 1 },
  { key: "security", subject: "完成信息安全培训", days: 3 },
  { key: "meet", subject: "与主管谈一次试用期目标", days: 5 },
];

await runProgram(help, { welcome: { type: "boolean" } }, async ({ dingtalk, options, words: [userId], signal }) => {
  const person = await dingtalk.users.get({ userId: needed(userId, "<userId>") }, { signal });
  let made = 0;
  for (const task of firstDays) if (await createTask(dingtalk, person, task, signal)) made += 1;
  console.log(`${person.name}: ${made} of ${firstDays.length} to-dos are new`);
  if (made === 0 && !options.welcome) return;

  const department = await departmentPath(dingtalk, person, signal);
  const welcome = `**欢迎，${person.name}！**\n\n- 部门：${department}\n- 待办：${firstDays.length} 项，见“待办”`;
  const message = { kind: "markdown", title: "欢迎加入", text: welcome } as const;
  await dingtalk.robot.sendToUsers({ userIds: [person.userid], message }, { signal });
  if (person.manager_userid === undefined) return;
  const note = { kind: "text", text: `${person.name} 已加入 ${department}，请约第一次谈话。` } as const;
  await dingtalk.robot.sendToUsers({ userIds: [person.manager_userid], message: note }, { signal });
});

/** True when the to-do is new. */
async function createTask(
  dingtalk: Client,
  { userid: userId, manager_userid: manager = userId }: User,
  { key, subject, days }: (typeof firstDays)[number],
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const input = {
      // To-dos want union ids; the client looks them up.
      unionId: { userId: manager },
      executorIds: [{ userId }],
      subject,
      dueTime: Date.now() + days * dayMs,
      sourceId: `onboarding-${userId}-${key}`,
      // Only to-dos with an address are listed among those of work.
      detailUrl: { pcUrl: "https://example.com/onboarding", appUrl: "https://example.com/onboarding" },
    };
    await dingtalk.todos.create(input, { signal });
    return true;
  } catch (error) {
    if (error instanceof DingTalkError && error.code === "already_exists") return false;
    throw error;
  }
}

/** Such as 研发部 / 平台组, without the root. */
async function departmentPath(dingtalk: Client, { dept_id_list = [] }: User, signal: AbortSignal): Promise<string> {
  const [main = 1] = dept_id_list;
  const ids = (await dingtalk.departments.parents(main, { signal })).filter((id) => id !== 1);
  const departments = await Promise.all(ids.map((id) => dingtalk.departments.get(id, { signal })));
  return (
    departments
      .map(({ name }) => name)
      .toReversed()
      .join(" / ") || "公司"
  );
}

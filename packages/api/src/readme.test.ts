import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { startLocalDingTalk } from "../test/local-dingtalk.ts";

const root = join(import.meta.dirname, "..");

it("the README's example runs", async () => {
  const server = await startLocalDingTalk(({ path, body }) => {
    if (path.endsWith("/users/search")) return { body: { list: ["u1", "u2"], hasMore: false, totalCount: 2 } };
    if (path.endsWith("/user/get"))
      return { body: { errcode: 0, result: { name: `Person ${String(body["userid"])}` } } };
    return {
      body: {
        processQueryKey: "k",
        invalidStaffIdList: JSON.stringify(body["userIds"]) === '["u2"]' ? ["u2"] : [],
      },
    };
  });
  const readme = await readFile(join(root, "README.md"), "utf8");
  const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module-typescript", "--eval", example],
    {
      cwd: root,
      env: { DINGTALK_APP_KEY: "dingapp", DINGTALK_APP_SECRET: "secret", DINGTALK_API_URL: server.url },
    },
  );
  expect(stdout).toBe("sent to Person u1\n");
});

import { describe, expect, it } from "vitest";
import { dt } from "../test/dt.ts";
import { type Received, startLocalDingTalk } from "../test/local-dingtalk.ts";

const person = { userid: "manager01", name: "张三", unionid: "manager01Union", title: "经理" };
const getUser = { "/topapi/v2/user/get": () => ({ body: { errcode: 0, result: person } }) };

describe("results", () => {
  it("are JSON when the output is no terminal", async () => {
    const { environment } = await startLocalDingTalk(getUser);
    const { code, json, err } = await dt(["user", "get", "manager01"], { environment });
    expect(code).toBe(0);
    expect(json).toEqual({ success: true, data: person });
    expect(err).toBe("");
  });

  it("are for eyes on a terminal, and JSON there with --json", async () => {
    const { environment } = await startLocalDingTalk(getUser);
    const shown = await dt(["user", "get", "manager01"], { environment, terminal: {} });
    expect(shown.out).toContain("name     张三\n");
    const asked = await dt(["user", "get", "manager01", "--json"], { environment, terminal: {} });
    expect(asked.json).toEqual({ success: true, data: person });
  });

  it("keep control characters of strangers away from the terminal", async () => {
    const result = { ...person, name: "a\u001b[31mb\nc\u202e" };
    const { environment } = await startLocalDingTalk({
      "/topapi/v2/user/get": () => ({ body: { errcode: 0, result } }),
    });
    const { out } = await dt(["user", "get", "manager01"], { environment, terminal: {} });
    for (const character of ["\u001b", "\u202e"]) expect(out).not.toContain(character);
    expect(out).toContain("b ⏎ c");
  });

  it("keep them away in JSON, --debug and failures too, and the JSON means the same", async () => {
    const result = { ...person, name: "a\u009b31mb\u202ec" };
    const failure = { errcode: 40_035, errmsg: "no \u001b[2J\u009b2J\u202e" };
    const { environment } = await startLocalDingTalk({
      "/topapi/v2/user/get": ({ body }) => ({ body: body.userid === "u0" ? failure : { errcode: 0, result } }),
    });
    const found = await dt(["user", "get", "u1", "--json", "--debug"], { environment, terminal: {} });
    expect(found.json.data).toMatchObject({ name: result.name });
    const failed = await dt(["user", "get", "u0", "--debug"], { environment, terminal: {} });
    expect(failed.err).toContain("error: ");
    const shown = found.out + found.err + failed.out + failed.err;
    for (const character of ["\u001b[2J", "\u009b", "\u202e"]) expect(shown).not.toContain(character);
  });
});

describe("help", () => {
  it.each([
    [["help"], "Usage: dt [options] [command]"],
    [["help", "user"], "Usage: dt user [options] [command]"],
    [["help", "user", "get"], "Usage: dt user get [options] <userId>"],
    [["--json", "help", "todo", "done"], "Usage: dt todo done [options] <taskId>"],
    [["--profile", "help", "usage", "--help"], "Usage: dt usage [options]"],
  ])("%j is about that command", async (words, expected) => {
    const { code, out } = await dt(words);
    expect([code, out.split("\n")[0]]).toEqual([0, expected]);
  });
});

describe("failures", () => {
  it("an argument that is empty is missing", async () => {
    for (const words of [
      ["sessions", "forget", "", "--yes"],
      ["user", "get", ""],
    ]) {
      const { code, json } = await dt(words);
      expect(code).toBe(2);
      expect(json).toMatchObject({ error: { code: "INVALID_ARGUMENTS", message: /^<\w+> is missing/ } });
    }
  });

  it("K6: a mistyped verb is named with the right one, as an error that scripts can read", async () => {
    const { code, json } = await dt(["user", "serach", "x"]);
    expect(code).toBe(2);
    expect(json).toMatchObject({ success: false, error: { code: "INVALID_ARGUMENTS", message: /serach/ } });
    expect(json.error.hint).toContain("dt user search");
  });

  it.each([
    [["usr", "get", "x"], "dt user"],
    [["user", "get", "x", "--langage", "en_US"], "--language"],
    [["user", "get", "x", "--data", '{"userId":"x"}'], "userid"],
    [["call", "getUsr"], "dt call getUser"],
  ])("K6: %j is answered with %s", async (words, expected) => {
    const { code, json } = await dt(words);
    expect(code).toBe(2);
    expect(JSON.stringify(json.error)).toContain(expected);
  });

  it.each([
    [["help", "usr"], "Unknown command 'usr'.", "dt user"],
    [["usr", "--help"], "Unknown command 'usr'.", "dt user"],
    [["help", "user", "serach"], "Unknown command 'serach'.", "dt user search"],
    [["user", "serach", "--help"], "Unknown command 'serach'.", "dt user search"],
  ])("K6: help about what does not exist is a mistake: %j", async (words, message, meant) => {
    const { code, json } = await dt(words);
    expect([code, json.error.message]).toEqual([2, message]);
    expect(json.error.hint).toContain(`Did you mean: ${meant}?`);
  });

  it.each(["DINGTALK_API_URL", "DINGTALK_OAPI_URL"])("name %s when it is no address", async (name) => {
    const { environment } = await startLocalDingTalk(getUser);
    for (const address of ["dingtalk.com", "ftp://dingtalk.com"]) {
      const { code, json } = await dt(["user", "get", "u1"], { environment: { ...environment, [name]: address } });
      expect([code, json.error.message]).toEqual([2, expect.stringMatching(`^${name} must be a web address`)]);
    }
  });

  it.each([
    ["auth", "login", "--port", "99999"],
    ["auth", "login", "--port", "99999", "--dry-run"],
    ["mcp", "--http", "--port", "-1"],
  ])("name a port that is none: dt %s %s %s %s", async (...words) => {
    const environment = { DINGTALK_APP_KEY: "dingapp", DINGTALK_APP_SECRET: "secret-of-dingapp" };
    const { code, json } = await dt(words, { environment });
    expect([code, json.error.message]).toEqual([2, "--port must be a number from 0 to 65535."]);
  });

  it("K6: a missing argument, a missing verb and a wrong value are told apart", async () => {
    expect((await dt(["user", "get"])).json.error.message).toMatch(/userId/);
    expect((await dt(["user"])).json.error.message).toMatch(/needs a verb: search, get/);
    const wrong = await dt(["dept", "get", "abc"]);
    expect(wrong.json.error).toMatchObject({ code: "INVALID_ARGUMENTS", problems: [{ name: "<deptId>" }] });
  });

  it("K6: an answer without a result is an error, not a result", async () => {
    const { environment } = await startLocalDingTalk({
      "/topapi/v2/user/get": () => ({ body: { errcode: 0, result: null } }),
    });
    const { code, json } = await dt(["user", "get", "manager01"], { environment });
    expect(code).toBe(8);
    expect(json.error).toMatchObject({ code: "UNAVAILABLE", operation: "getUser" });
  });

  it("name the permission that is missing", async () => {
    const body = {
      code: "Forbidden.AccessDenied.AccessTokenPermissionDenied",
      message: "no",
      requestid: "r1",
      accessdenieddetail: { requiredScopes: ["Workflow.Instance.Read"] },
    };
    const { environment } = await startLocalDingTalk({
      "/v1.0/workflow/processes/todoTasks/numbers": () => ({ status: 403, body }),
    });
    const { code, json } = await dt(["approval", "todo-count", "manager01"], { environment });
    expect(code).toBe(5);
    expect(json.error).toMatchObject({
      code: "PERMISSION_DENIED",
      missingScopes: ["Workflow.Instance.Read"],
      requestId: "r1",
    });
    expect(json.error.hint).toContain("Workflow.Instance.Read");
  });

  it("recognise a unionId where a userId belongs", async () => {
    const { environment } = await startLocalDingTalk({
      "/topapi/v2/user/get": () => ({ body: { errcode: 60121, errmsg: "找不到该用户" } }),
      "/topapi/user/getbyunionid": ({ body }) => {
        return body.unionid === "z21HjQliSz"
          ? { body: { errcode: 0, result: { userid: "manager01", contact_type: 0 } } }
          : { body: { errcode: 60121, errmsg: "找不到该用户" } };
      },
    });
    const mistaken = await dt(["user", "get", "z21HjQliSz"], { environment });
    expect(mistaken.code).toBe(6);
    expect(mistaken.json.error.message).toMatch(/is a unionId.*manager01/);
    const unknown = await dt(["user", "get", "nobody"], { environment });
    expect(unknown.json.error.code).toBe("NOT_FOUND");
    expect(unknown.json.error.message).not.toMatch(/unionId/);
  });

  it("are one line and a hint on a terminal, on standard error", async () => {
    const { out, err, code } = await dt(["usr"], { terminal: {} });
    expect([code, out]).toEqual([2, ""]);
    expect(err).toBe("error: Unknown command 'usr'.\n  Did you mean: dt user? See: dt --help\n");
  });
});

describe("lists", () => {
  const ids = Array.from({ length: 250 }, (_, index) => ({ userid: `u${index}`, name: `人${index}` }));
  const page = ({ body }: Received) => {
    const [cursor, size] = [Number(body.cursor), Number(body.size)];
    const end = cursor + size;
    return {
      body: { errcode: 0, result: { list: ids.slice(cursor, end), has_more: end < ids.length, next_cursor: end } },
    };
  };

  it("are one page, and say where they go on", async () => {
    const { environment } = await startLocalDingTalk({ "/topapi/v2/user/list": page });
    const { json } = await dt(["dept", "users", "1"], { environment });
    expect(json.data).toHaveLength(100);
    expect(json.nextCursor).toBe(100);
    const rest = await dt(["dept", "users", "1", "--cursor", "100"], { environment });
    expect(rest.json.data).toEqual(ids.slice(100, 200));
  });

  it("are read to the end with --all, and so far with --limit", async () => {
    const { environment } = await startLocalDingTalk({ "/topapi/v2/user/list": page });
    expect((await dt(["dept", "users", "1", "--all"], { environment })).json.data).toEqual(ids);
    for (const limit of [1, 7, 100, 150, 249]) {
      const { json } = await dt(["dept", "users", "1", "--limit", String(limit)], { environment });
      expect(json.data).toEqual(ids.slice(0, limit));
      expect(json.nextCursor).toBeLessThanOrEqual(limit);
    }
  });

  it("hand back what was read when a page fails, with the cursor to go on from", async () => {
    const { environment } = await startLocalDingTalk({
      "/topapi/v2/user/list": (request, index) => {
        return index === 1 ? { body: { errcode: 60011, errmsg: "no" } } : page(request);
      },
    });
    const { code, json } = await dt(["dept", "users", "1", "--all"], { environment });
    expect(code).toBe(5);
    expect(json).toMatchObject({
      success: false,
      error: { code: "PERMISSION_DENIED", nextCursor: 100 },
      nextCursor: 100,
    });
    expect(json.data).toHaveLength(100);
    expect(json.error.hint).toContain("--cursor 100");
    const rest = await dt(["dept", "users", "1", "--all", "--cursor", "100"], { environment });
    expect([...(json.data as unknown[]), ...(rest.json.data as unknown[])]).toEqual(ids);
  });
});

describe("help", () => {
  it("shows every group, and for a command its arguments, flags and examples", async () => {
    const all = await dt(["--help"]);
    expect(all.code).toBe(0);
    for (const group of ["user", "dept", "robot", "approval", "todo", "card", "media", "token", "call"])
      expect(all.out).toMatch(new RegExp(`^  ${group} `, "m"));
    const one = await dt(["user", "get", "--help"]);
    expect(one.out).toContain("Usage: dt user get [options] <userId>");
    expect(one.out).toContain("--language <choice>");
    expect(one.out).toContain("dt user get manager01");
    expect((await dt(["help", "user"])).out).toContain("by-mobile");
    expect((await dt([])).out).toBe(all.out);
  });
});

import type { Exchange, Reply } from "../../http/exchange.ts";
import type { App } from "../../world/types.ts";
import type { Platform } from "../platform.ts";

const path = "/oauth2/auth";

/**
 * Stands for `https://login.dingtalk.com/oauth2/auth`; undefined for other paths. A browser chooses who logs in; any
 * other client is sent back at once, as the person of the additional parameter `userId` or else the first one.
 */
export function loginPage(platform: Platform, exchange: Exchange): Reply | undefined {
  if (exchange.method !== "GET" || exchange.path !== path) return undefined;
  const { query } = exchange;
  const app = platform.world.app(query.get("client_id") ?? "");
  const problem = findProblem(app, query);
  if (!app || problem !== undefined) return { status: 400, body: problem };
  const isBrowser = exchange.headers.accept?.includes("text/html") ?? false;
  const userId = query.get("userId") ?? (isBrowser ? undefined : platform.organization.employees[0]?.userId);
  if (userId === undefined) return choosePerson(platform, app, query);
  return { status: 302, body: "", headers: { location: backTo(platform, app, query, userId) } };
}

function findProblem(app: App | undefined, query: URLSearchParams): string | undefined {
  if (!app) return "client_id is no app.";
  if (query.get("response_type") !== "code") return "response_type must be code.";
  if (!query.get("scope")?.split(" ").includes("openid")) return "scope must be openid or openid corpid.";
  if (query.get("prompt") !== "consent") return "prompt must be consent.";
  const back = URL.parse(query.get("redirect_uri") ?? "");
  return back?.protocol === "http:" || back?.protocol === "https:" ? undefined : "redirect_uri must be a web address.";
}

/** The address that the login ends at: with `authCode`, or with `error` for somebody unknown. */
function backTo(platform: Platform, app: App, query: URLSearchParams, userId: string): string {
  const back = new URL(query.get("redirect_uri") ?? "");
  if (platform.organization.employee(userId)) {
    const withCorpId = query.get("scope")?.split(" ").includes("corpid") ?? false;
    back.searchParams.set("authCode", platform.authCodes.issue({ appKey: app.appKey, userId, withCorpId }));
  } else back.searchParams.set("error", "access_denied");
  const state = query.get("state");
  if (state !== null) back.searchParams.set("state", state);
  return back.href;
}

function choosePerson(platform: Platform, app: App, query: URLSearchParams): Reply {
  const links = platform.organization.employees.map(({ userId, name }) => {
    const address = new URLSearchParams(query);
    address.set("userId", userId);
    return `<li><a href="${escapeHtml(`${path}?${address.toString()}`)}">${escapeHtml(name)}</a></li>`;
  });
  const title = escapeHtml(`登录 ${app.robotName}`);
  const body = `<!doctype html><html lang="zh"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><ul>${links.join("")}</ul></html>`;
  const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'none'" };
  return { status: 200, body, headers };
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

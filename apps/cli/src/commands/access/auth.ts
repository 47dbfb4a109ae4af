import { CliError, invalidArguments } from "../../cli-error.ts";
import type { Command } from "../../command/command.ts";
import { readPort } from "../../command/port.ts";
import { appKeyOf, appSecretOf, isThirdParty } from "../../credentials/app-credentials.ts";
import { loginUrl, redirectUrl } from "../../login/login-url.ts";
import { completeLogin, logout } from "../../login/person.ts";
import { askForCode, listenForCode } from "../../login/receive-code.ts";

const usualPort = 8_090;

const login: Command = {
  name: "login",
  summary: "Log in as a person in the browser",
  details: [
    "Needed for personal to-dos and the own contact card only; everything else works with the app alone.",
    `The redirect address must be registered: developer console > your app > Security > ${redirectUrl(usualPort)}`,
    "Without a browser on this machine: --paste, then copy the address that the browser ends on.",
  ].join("\n"),
  options: () => [
    { name: "port", type: "integer", summary: `Port of the redirect address (default ${usualPort})` },
    { name: "paste", type: "flag", summary: "Paste the address instead of listening" },
  ],
  effect: "write",
  run: async (context, input) => {
    const settings = context.flags.dryRun ? await context.settings() : await context.complete(["app"]);
    const [port, state] = [readPort(input, usualPort), crypto.randomUUID()];
    const addressFor = (usedPort: number): string => {
      const base = settings.get("DINGTALK_LOGIN_URL");
      return loginUrl({ base, clientId: appKeyOf(settings) ?? "", port: usedPort, state });
    };
    if (context.flags.dryRun) return { data: { dryRun: true, open: addressFor(port) } };
    const paste = input.flag("paste") === true;
    if (paste && !context.interactive) throw invalidArguments("--paste needs a terminal.");
    const announce = (usedPort: number): void => {
      context.note(`Open this address in a browser and agree:\n${addressFor(usedPort)}`);
    };
    if (paste) announce(port);
    const code = paste
      ? await askForCode(context.host, state)
      : await listenForCode({ port, state, onListening: announce, interrupted: context.host.interrupted });
    return { data: await completeLogin(context, settings, code) };
  },
};

const status: Command = {
  name: "status",
  summary: "Show which app and person are in use, without secrets",
  effect: "read",
  run: async (context) => {
    const settings = await context.settings();
    const { get, file, profile } = settings;
    const thirdParty = isThirdParty(settings);
    const data = {
      profile: profile ?? "default",
      configFile: file.path,
      kind: thirdParty ? "third-party enterprise app" : "internal app",
      appKey: appKeyOf(settings),
      appSecret: appSecretOf(settings) === undefined ? "not set" : "set",
      ...(thirdParty ? { corpId: get("DINGTALK_CORP_ID") } : {}),
      userId: get("DINGTALK_MY_USER_ID"),
      loggedIn: get("DINGTALK_USER_REFRESH_TOKEN") !== undefined,
    };
    if (data.appKey !== undefined && data.appSecret === "set") return { data };
    const hint = "dt doctor shows which lines to set.";
    return { data, failure: new CliError("MISSING_CREDENTIALS", "No app is configured.", { hint }) };
  },
};

const logoutCommand: Command = {
  name: "logout",
  summary: "Forget the login of the person; the app stays configured",
  effect: "write",
  run: async (context) => {
    if (context.flags.dryRun) return { data: { dryRun: true, forget: "the login" } };
    await logout(await context.settings());
    return { data: { loggedIn: false } };
  },
};

export const commands = [login, status, logoutCommand];

/** `npm start` on stand-ins: launches what lies in a folder, on a free page port. */
import { createScreen } from "../../shared/screen.ts";
import { launch } from "../launcher.ts";
import { createLogView } from "../log-view.ts";
import { makePlan } from "../plan.ts";
import { listenForStop } from "../stop-requests.ts";

const [root = ""] = process.argv.slice(2);
const screen = createScreen(process.stdout, {});
const environment = process.env;
const stop = listenForStop();
const plan = makePlan({ DT_PAGE_PORT: "0" });
const log = createLogView({ screen, level: "info", json: process.stdout });
process.exit(await launch({ root, dataFolder: `${root}/.dt`, environment, plan, screen, log, stop }));

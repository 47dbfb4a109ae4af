/** A stand-in for a service: behaves as its arguments say. */
const [behaviour = "ready", detail = ""] = process.argv.slice(2);
const log = (fields: object): void => console.log(JSON.stringify({ level: "info", time: Date.now(), pid: process.pid, ...fields }));

switch (behaviour) {
  case "ready":
    process.on("SIGTERM", () => {
      log({ msg: "stopped" });
      process.exit(0);
    });
    break;
  case "stubborn":
    process.on("SIGTERM", () => log({ msg: "no" }));
    break;
  case "dies":
    console.error("something broke");
    process.exit(Number(detail));
    break;
  case "dies-after-ready":
    log({ msg: "ready" });
    process.exit(3);
    break;
  case "silent":
    setInterval(() => {}, 1_000);
    break;
}
if (behaviour !== "silent") {
  setInterval(() => {}, 1_000);
  log({ msg: "ready" });
}

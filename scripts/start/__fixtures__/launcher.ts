/** A launcher that starts one child and then can only be killed: tells the child's pid, and nothing else. */
import { startChild } from "../child.ts";

const [entry = "", ...args] = process.argv.slice(2);
const child = startChild({ name: "child", entry, args, environment: process.env }, (line) => {
  if (line.includes("ready")) console.log(child.pid);
});

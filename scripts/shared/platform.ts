/** What kind of machine this is, for advice on how to install something by hand. */
import { readFileSync } from "node:fs";

export type Platform = "macos" | "windows" | "debian" | "fedora" | "arch" | "alpine" | "suse" | "other";

const families: readonly [Platform, RegExp][] = [
  ["debian", /\b(debian|ubuntu)\b/],
  ["fedora", /\b(fedora|rhel|centos)\b/],
  ["arch", /\barch\b/],
  ["alpine", /\balpine\b/],
  ["suse", /\b(suse|opensuse)\b/],
];

/** The platform of this machine. */
export function currentPlatform(): Platform {
  return platformOf(process.platform, readOsRelease());
}

/** By Node's name of the system and, on Linux, the text of /etc/os-release. */
export function platformOf(system: NodeJS.Platform, osRelease: string): Platform {
  if (system === "darwin") return "macos";
  if (system === "win32") return "windows";
  const names = osRelease
    .split("\n")
    .filter((line) => /^ID(_LIKE)?=/.test(line))
    .join(" ");
  return families.find(([, pattern]) => pattern.test(names))?.[0] ?? "other";
}

function readOsRelease(): string {
  try {
    return readFileSync("/etc/os-release", "utf8");
  } catch {
    return "";
  }
}

import { expect, test } from "vitest";
import { platformOf } from "./platform.ts";

test.for([
  ["ID=debian\nVERSION_ID=12", "debian"],
  ['ID=ubuntu\nID_LIKE="debian"', "debian"],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"', "fedora"],
  ["ID=manjaro\nID_LIKE=arch", "arch"],
  ["ID=alpine", "alpine"],
  ['ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"', "suse"],
  ["NAME=debian-like\nID=void", "other"],
  ["", "other"],
] as const)("os-release %j is %s", ([osRelease, platform]) => {
  expect(platformOf("linux", osRelease)).toBe(platform);
});

test("macOS and Windows are told by Node", () => {
  expect([platformOf("darwin", ""), platformOf("win32", "")]).toEqual(["macos", "windows"]);
});

import { expect, it } from "vitest";
import { isPrivateAddress } from "./private-address.ts";

const wordsOf = (text: string): string[] => text.split(" ");

it.each([
  ["IPv4", "127.0.0.1 10.1.2.3 172.31.0.1 192.168.1.1 169.254.169.254 100.100.100.200 192.88.99.1 0.0.0.0"],
  ["IPv6", ":: ::1 fd00::1 fe80::1 fec0::1 ff02::1 100::1 2001:db8::1"],
  ["mapped, compatible", "::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:7f00:1 ::127.0.0.1"],
  ["NAT64, 6to4, Teredo", "64:ff9b::a00:1 64:ff9b:1::a00:1 2002:7f00:1::1 2001:0:7f00:1::1"],
  ["no address", "nonsense 127.1 0x7f000001 2130706433"],
])("M7 an address inside a network is private: %s", (_, addresses) => {
  expect(wordsOf(addresses).filter((address) => !isPrivateAddress(address))).toEqual([]);
});

it("M7 an address of the public internet is not", () => {
  const outside = wordsOf("8.8.8.8 47.95.1.1 2400:3200::1 2606:4700::1111 2a00:1450::1");
  expect(outside.filter(isPrivateAddress)).toEqual([]);
});

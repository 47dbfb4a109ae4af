import { BlockList, isIP } from "node:net";

const privateIPv4 = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const)
  privateIPv4.addSubnet(network, prefix, "ipv4");

/** Only 2000::/3 is given out for the internet, and of that the last three lead to IPv4 addresses or nowhere. */
const privateIPv6 = new BlockList();
for (const [network, prefix] of [
  ["::", 3],
  ["4000::", 2],
  ["8000::", 1],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
] as const)
  privateIPv6.addSubnet(network, prefix, "ipv6");

/** Whether an IP address lies outside the public internet. An IPv4 address written as IPv6 does, whatever it is. */
export function isPrivateAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return privateIPv4.check(address, "ipv4");
  return version === 0 || privateIPv6.check(address, "ipv6");
}

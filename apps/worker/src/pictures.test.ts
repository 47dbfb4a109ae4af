import { describe, expect, it } from "vitest";
import { imageType, isPrivateAddress } from "./pictures.ts";

describe("M7 addresses of pictures", () => {
  it.each([
    "127.0.0.1",
    "10.1.2.3",
    "192.168.0.1",
    "172.31.0.1",
    "169.254.169.254",
    "::1",
    "fd00::1",
    "::ffff:10.0.0.1",
  ])("%s is private", (address) => expect(isPrivateAddress(address)).toBe(true));

  it.each(["1.1.1.1", "8.8.8.8", "172.32.0.1", "2606:4700::1111"])("%s is public", (address) =>
    expect(isPrivateAddress(address)).toBe(false),
  );
});

describe("pictures", () => {
  it("are known by their first bytes", () => {
    expect(imageType(Buffer.from("\x89PNG\r\n\x1a\n0000", "latin1"))).toBe("image/png");
    expect(imageType(Buffer.from("RIFF0000WEBPVP8 ", "latin1"))).toBe("image/webp");
    expect(imageType(Buffer.from([0xff, 0xd8, 0xff]))).toBe("image/jpeg");
  });
});

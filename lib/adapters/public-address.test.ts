import { describe, expect, it } from "vitest";
import {
  DestinationRefused,
  isPublicAddress,
  NameUnresolved,
  type PinnedAddress,
  pinDestination,
} from "./public-address";

const v4 = (address: string): PinnedAddress => ({ address, family: 4 });
const v6 = (address: string): PinnedAddress => ({ address, family: 6 });
const strict = (...addresses: PinnedAddress[]) => ({ allowPrivate: false, resolve: async () => addresses });
const never = { allowPrivate: false, resolve: () => Promise.reject(new Error("must not be asked")) };

describe("an address that a user gave", () => {
  it.each([
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://[::1]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::10.0.0.1]/",
    "https://[64:ff9b:1::1]/",
    "https://[2002:7f00:1::]/",
    "https://[fd00::1]/",
    "https://[fc00::1]/",
    "https://[fe80::1]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://[2001:db8::1]/",
    "https://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://100.127.255.255/",
    "https://0.0.0.0/",
    "https://0/",
    "https://198.18.0.1/",
    "https://192.0.2.1/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://①②⑦.⓪.⓪.①/",
  ])("is refused when it is not of the public internet: %s", async (address) => {
    await expect(pinDestination(new URL(address), never)).rejects.toThrow(
      new DestinationRefused("The address leads to a private, local or reserved network"),
    );
  });

  it.each([
    ["http://example.com/", "must begin with https"],
    ["ftp://example.com/", "must begin with https"],
    ["file:///etc/passwd", "must begin with https"],
    ["https://user:pass@example.com/", "user name or password"],
    ["https://user@example.com/", "user name or password"],
    ["https://:pass@example.com/", "user name or password"],
  ])("is refused and told why: %s", async (address, why) => {
    const refusal = pinDestination(new URL(address), strict(v4("93.184.216.34")));
    await expect(refusal).rejects.toThrow(DestinationRefused);
    await expect(refusal).rejects.toThrow(why);
  });

  it.each([
    ["a private address", [v4("10.1.2.3")]],
    ["the metadata service", [v4("169.254.169.254")]],
    ["this machine", [v6("::1")]],
    ["a private address among public ones", [v4("93.184.216.34"), v4("192.168.0.4")]],
    ["a private IPv6 behind a public IPv4", [v4("93.184.216.34"), v6("fd12::1")]],
    ["a mapped private address", [v6("::ffff:192.168.0.4")]],
  ])("is refused when its name means %s", async (_what, addresses) => {
    await expect(pinDestination(new URL("https://hook.example/"), strict(...addresses))).rejects.toThrow(
      DestinationRefused,
    );
  });

  it("is not refused for good when its name cannot be resolved just now", async () => {
    const broken = { allowPrivate: false, resolve: () => Promise.reject(new Error("EAI_AGAIN")) };
    await expect(pinDestination(new URL("https://hook.example/"), broken)).rejects.toThrow(NameUnresolved);
    await expect(pinDestination(new URL("https://hook.example/"), strict())).rejects.toThrow(NameUnresolved);
  });

  it("is pinned to every public address that its name has", async () => {
    const addresses = [v6("2606:4700::1111"), v4("1.1.1.1")];
    expect(await pinDestination(new URL("https://hook.example/"), strict(...addresses))).toEqual(addresses);
    expect(await pinDestination(new URL("https://8.8.8.8/"), never)).toEqual([v4("8.8.8.8")]);
  });

  it("may be anything in development, but still carries no password", async () => {
    const open = { allowPrivate: true };
    expect(await pinDestination(new URL("http://127.0.0.1:9/"), open)).toEqual([v4("127.0.0.1")]);
    await expect(pinDestination(new URL("http://a:b@127.0.0.1:9/"), open)).rejects.toThrow(DestinationRefused);
    await expect(pinDestination(new URL("gopher://127.0.0.1:9/"), open)).rejects.toThrow(DestinationRefused);
  });

  it("counts as public only when it is an address at all", () => {
    expect(["", "example.com", "1.2.3", "1.2.3.4.5", "::g"].filter(isPublicAddress)).toEqual([]);
    expect(isPublicAddress("2606:4700:4700::1111")).toBe(true);
  });
});

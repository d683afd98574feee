import { describe, expect, it } from "vitest";
import type { ChannelConfig } from "@/lib/contracts/delivery";
import { type PinnedAddress, pinDestination } from "./public-address";
import { refuseDestination } from "./refuse-destination";

const PUBLIC: PinnedAddress = { address: "93.184.216.34", family: 4 };
/** Names lead to the public internet here, so that only what an address itself says can be the reason to refuse it. */
const rules = { allowPrivate: false, resolve: async () => [PUBLIC] };
const webhook = (url: string): ChannelConfig => ({ kind: "webhook", url, secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAA" });

/** Ways to write this machine, its network, or a cloud's metadata; what no parser takes for an address counts as refused. */
const INSIDE = [
  // IPv4 in every base and number of parts, in other digits, with a dot too many
  ...["127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0X7F.0X0.0X0.0X1"],
  ...["0177.0.0.1", "0177.1", "017700000001", "0000000177.0.0.1", "127.000.000.001", "127.0.0.1%00.example"],
  ...["①②⑦.⓪.⓪.①", "１２７.０.０.１", "127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "%31%32%37.0.0.1"],
  ...["0", "0.0.0.0", "0.0.0.1", "10.0.0.1", "0xa.1", "172.16.0.1", "172.31.255.254", "192.168.0.1", "0xc0a80001"],
  ...[
    "100.64.0.1",
    "169.254.169.254",
    "0xa9fea9fe",
    "2852039166",
    "0251.0376.0251.0376",
    "169.254.170.2",
    "168.63.129.16.0",
  ],
  ...["192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"],
  ...["224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"],
  // IPv6: loopback, unspecified, mapped, compatible, translated, tunnelled, local, documentation, multicast
  ...["[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::ffff:127.0.0.1]"],
  ...[
    "[::ffff:7f00:1]",
    "[::ffff:a9fe:a9fe]",
    "[::ffff:0:127.0.0.1]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[64:ff9b::7f00:1]",
  ],
  ...[
    "[64:ff9b::169.254.169.254]",
    "[64:ff9b:1::a00:1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]",
    "[2001:0:7f00:1::1]",
  ],
  ...["[fe80::1]", "[fe80::1%25eth0]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[fd20:ce::254]", "[100::1]"],
  ...["[2001:db8::1]", "[3fff::1]", "[5f00::1]", "[ff02::1]", "[ff05::1:3]"],
] as const;

const SCHEMES = [
  "http://example.com/",
  "ftp://example.com/",
  "file:///etc/passwd",
  "gopher://example.com:6379/_FLUSHALL",
  "dict://example.com:11211/stats",
  "ldap://example.com/",
  "data:text/plain,hello",
  "javascript:alert(1)",
  "ws://example.com/",
  "unix:/var/run/docker.sock",
] as const;

const CREDENTIALS = [
  "https://user@example.com/",
  "https://example.com@127.0.0.1/",
  "https://example.com:80@10.0.0.1/",
  "https://127.0.0.1:443\\@example.com/",
  "https://a:b@example.com#@127.0.0.1/",
] as const;

/** True when nothing would be connected to. */
async function isRefused(text: string): Promise<boolean> {
  if (!URL.canParse(text)) return true;
  return pinDestination(new URL(text), rules).then(
    () => false,
    () => true,
  );
}

describe("an address that leads inside", () => {
  it.each(INSIDE)("is refused however it is written: %s", async (host) => {
    for (const text of [`https://${host}/`, `https://${host}:6379/x?y`, `HTTPS://${host}`, `https:\\\\${host}\\`]) {
      expect(await isRefused(text), text).toBe(true);
    }
  });

  it.each(SCHEMES)("is refused for how it is to be spoken to: %s", async (text) => {
    expect(await isRefused(text)).toBe(true);
  });

  it.each(CREDENTIALS)("is refused for hiding where it leads: %s", async (text) => {
    expect(await isRefused(text)).toBe(true);
  });

  it("is not refused when it is an ordinary one", async () => {
    for (const text of [
      "https://example.com/hook",
      "https://8.8.8.8/",
      "https://[2606:4700::1111]/",
      "https://bücher.example/",
    ]) {
      expect(await isRefused(text), text).toBe(false);
    }
  });
});

describe("a name that leads inside", () => {
  it.each(["localhost", "localhost.", "LOCALHOST", "ip6-localhost"])(
    "is refused as this machine resolves it: %s",
    async (name) => {
      expect(await refuseDestination(webhook(`https://${name}/`), { allowPrivate: false })).not.toBeNull();
    },
  );

  it.each([
    "127.0.0.1",
    "169.254.169.254",
    "10.0.0.7",
    "::1",
    "fd00:ec2::254",
    "::ffff:169.254.169.254",
    "64:ff9b::a00:1",
  ])("is refused when one of its addresses is %s, wherever that stands among them", async (address) => {
    const inside: PinnedAddress = { address, family: address.includes(":") ? 6 : 4 };
    for (const found of [[inside], [PUBLIC, inside], [inside, PUBLIC]]) {
      const config = webhook("https://metadata.example.internal/");
      expect(await refuseDestination(config, { allowPrivate: false, resolve: async () => found })).toContain("private");
    }
  });
});

describe("a channel of a known service", () => {
  const open = { allowPrivate: false, resolve: async () => [PUBLIC] };

  it.each([
    "https://discord.com.evil.example/api/webhooks/1/a",
    "https://evil.example/discord.com/api/webhooks/1/a",
    "https://discord.com@evil.example/api/webhooks/1/a",
    "https://discord.com:8443/api/webhooks/1/a",
    "https://xdiscord.com/api/webhooks/1/a",
    "https://discord.com/api/webhooks/../../oauth2/1/a",
    "http://discord.com/api/webhooks/1/a",
  ])("goes to Discord itself and not to %s", async (url) => {
    expect(await refuseDestination({ kind: "discord", url }, open)).not.toBeNull();
  });

  it.each([
    "https://fcm.googleapis.com.evil.example/fcm/send/a",
    "https://evil.example/fcm.googleapis.com/",
    "https://fcm.googleapis.com@evil.example/",
    "https://169.254.169.254/fcm.googleapis.com",
  ])("goes to a push service itself and not to %s", async (endpoint) => {
    const config: ChannelConfig = { kind: "push", endpoint, p256dh: "A".repeat(87), auth: "A".repeat(22) };
    expect(await refuseDestination(config, open)).toContain("push service");
  });
});

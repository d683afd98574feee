import type { Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { guardedPost } from "./guarded-post";
import { DestinationRefused, type PinnedAddress, type Resolve } from "./public-address";
import { hangsUp, neverEnds, type Receiver, reply, saysNothing, startReceiver, trickles } from "./receiver.fixture";

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver("0.0.0.0");
});
afterEach(() => {
  receiver.received.length = 0;
});
afterAll(() => receiver.close());

const open = { allowPrivate: true };
const here = (path = "/") => `http://127.0.0.1:${receiver.port}${path}`;
const post = (url: string, rules: Parameters<typeof guardedPost>[1] = open, timeoutMs = 2_000) =>
  guardedPost({ url, headers: { "x-own": "1" }, body: "grüße", redirectsMax: 3, timeoutMs }, rules);

/** Says something else every time it is asked. */
function changingResolver(...answers: string[]): { asked: string[]; resolve: Resolve } {
  const asked: string[] = [];
  const resolve: Resolve = async (host) => {
    const address = answers[Math.min(asked.length, answers.length - 1)] ?? "";
    asked.push(host);
    return [{ address, family: 4 } satisfies PinnedAddress];
  };
  return { asked, resolve };
}

describe("a guarded POST", () => {
  it("brings body and headers, and hands back the answer", async () => {
    receiver.script = [reply(201, "thanks", { "retry-after": "7" })];
    const { status, headers, body } = await post(here("/hook?a=1"));
    expect([status, headers.get("retry-after"), body]).toEqual([201, "7", "thanks"]);
    const [{ method, path, headers: got, body: sent }] = receiver.received as [(typeof receiver.received)[0]];
    expect([method, path, got["x-own"], sent.toString()]).toEqual(["POST", "/hook?a=1", "1", "grüße"]);
    expect(got["content-length"]).toBe(String(Buffer.byteLength("grüße")));
  });

  it("connects to what was checked, though the name means something else a moment later", async () => {
    receiver.script = [reply(200)];
    const { asked, resolve } = changingResolver("127.0.0.2", "127.0.0.3");
    await post(`http://hook.example:${receiver.port}/`, { allowPrivate: true, resolve });
    expect(asked).toEqual(["hook.example"]);
    expect(receiver.received.map(({ localAddress }) => localAddress)).toEqual(["127.0.0.2"]);
    expect(receiver.received[0]?.headers.host).toBe(`hook.example:${receiver.port}`);
  });

  it("goes only to the public address of a name that turns private after the check", async () => {
    const { asked, resolve } = changingResolver("93.184.216.34", "127.0.0.1");
    // Silence or a refusal, depending on the network that the test runs in; never our own server's answer.
    const sent = post(`https://hook.example:${receiver.port}/`, { allowPrivate: false, resolve }, 300);
    await expect(sent).rejects.toThrow();
    expect(asked).toEqual(["hook.example"]);
    expect(receiver.received).toEqual([]);
  });

  it("checks where a redirect leads as it checked where it began", async () => {
    const resolve: Resolve = async (host) => [
      { address: host === "public.example" ? "127.0.0.1" : "169.254.169.254", family: 4 },
    ];
    receiver.script = [reply(307, "", { location: "http://inside.example/" })];
    const from = new URL(`http://public.example:${receiver.port}/`);
    // The second hop is judged by strict rules, as every hop would be in production.
    let hops = 0;
    const rules = {
      get allowPrivate() {
        hops += 1;
        return hops <= 1;
      },
      resolve,
    };
    await expect(post(from.href, rules)).rejects.toThrow(DestinationRefused);
    expect(receiver.received).toHaveLength(1);
  });

  it.each([307, 308])("follows a %s with the same body, three times at most", async (status) => {
    receiver.script = [
      reply(status, "", { location: "/two" }),
      reply(status, "", { location: here("/three") }),
      reply(200, "arrived"),
    ];
    expect((await post(here("/one"))).body).toBe("arrived");
    expect(receiver.received.map(({ path, body }) => [path, body.toString()])).toEqual([
      ["/one", "grüße"],
      ["/two", "grüße"],
      ["/three", "grüße"],
    ]);
    receiver.received.length = 0;
    receiver.script = [reply(status, "", { location: "/again" })];
    expect((await post(here("/again"))).status).toBe(status);
    expect(receiver.received).toHaveLength(4);
  });

  it.each([301, 302, 303])("does not follow a %s, which would make it a GET", async (status) => {
    receiver.script = [reply(status, "", { location: "/two" })];
    expect((await post(here("/one"))).status).toBe(status);
    expect(receiver.received).toHaveLength(1);
  });

  it("refuses a redirect that leads nowhere", async () => {
    receiver.script = [reply(307, "", { location: "http://[" })];
    await expect(post(here())).rejects.toThrow(DestinationRefused);
  });

  it("reads 64 KiB of an answer that never ends, and hangs up", async () => {
    receiver.script = [neverEnds];
    const { status, body } = await post(here());
    expect([status, body.length]).toEqual([200, 65_536]);
  });

  it.each([
    ["says nothing", saysNothing],
    ["trickles", trickles],
  ])("gives up on one who %s", async (_what, script) => {
    receiver.script = [script];
    await expect(post(here(), open, 200)).rejects.toMatchObject({ name: "TimeoutError" });
  });

  it("has one deadline for all redirects and names together", async () => {
    receiver.script = [(response) => setTimeout(() => reply(307, "", { location: "/" })(response, {} as never), 150)];
    await expect(post(here(), open, 250)).rejects.toMatchObject({ name: "TimeoutError" });
    const neverResolves = { allowPrivate: true, resolve: () => new Promise<never>(() => undefined) };
    await expect(post("http://slow.example/", neverResolves, 100)).rejects.toMatchObject({ name: "TimeoutError" });
  });

  it("stops when it is told to", async () => {
    receiver.script = [saysNothing];
    const controller = new AbortController();
    const sent = guardedPost({ url: here(), headers: {}, body: "", signal: controller.signal }, open);
    setTimeout(() => controller.abort(), 50);
    await expect(sent).rejects.toMatchObject({ name: "AbortError" });
  });

  it.each([
    ["a connection that is cut", hangsUp],
    [
      "an answer that is cut",
      (response: { writeHead: (s: number, h: object) => void; write: (t: string) => void; socket: Socket | null }) => {
        response.writeHead(200, { "content-length": "100" });
        response.write("half");
        setTimeout(() => response.socket?.destroy(), 20);
      },
    ],
    [
      "a switch to another protocol",
      (response: { socket: Socket | null }) => {
        response.socket?.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n");
      },
    ],
    [
      "what is not HTTP",
      (response: { socket: Socket | null }) => {
        response.socket?.end("SSH-2.0-OpenSSH\r\n");
      },
    ],
  ])("fails on %s", async (_what, script) => {
    receiver.script = [script as never];
    await expect(post(here())).rejects.toThrow();
  });
});

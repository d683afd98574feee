import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { canConnect, choosePort, freePort, isPortFree, reachableHost } from "./ports";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function occupy(): Promise<number> {
  const port = await freePort();
  const server = createServer();
  open.push(server);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return port;
}

describe("choosePort", () => {
  const host = "127.0.0.1";

  test("gives the wished port when it is free", async () => {
    const wished = await freePort();
    expect(await choosePort({ variable: "PORT", wished, explicit: false, host })).toBe(wished);
  });

  test("moves on to a free port when nobody insisted", async () => {
    const wished = await occupy();
    const chosen = await choosePort({ variable: "PORT", wished, explicit: false, host });
    expect(chosen).toBeGreaterThan(wished);
    expect(await isPortFree(chosen, host)).toBe(true);
  });

  test("refuses, by name, when the operator insisted", async () => {
    const wished = await occupy();
    await expect(choosePort({ variable: "WEBSOCKET_PORT", wished, explicit: true, host })).rejects.toThrow(
      `WEBSOCKET_PORT=${wished} is already in use`,
    );
  });

  test("never gives a port that is promised to another part", async () => {
    const wished = await freePort();
    const taken = new Set([wished]);
    expect(await choosePort({ variable: "PORT", wished, explicit: false, host, taken })).not.toBe(wished);
  });
});

test("canConnect tells a listening port from a free one", async () => {
  expect(await canConnect(await occupy(), "127.0.0.1")).toBe(true);
  expect(await canConnect(await freePort(), "127.0.0.1")).toBe(false);
});

test("a host that means everywhere is reached on the loopback", () => {
  expect(["0.0.0.0", "::", "10.0.0.7", "localhost"].map(reachableHost)).toEqual([
    "127.0.0.1",
    "127.0.0.1",
    "10.0.0.7",
    "localhost",
  ]);
});

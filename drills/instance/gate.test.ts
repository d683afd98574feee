import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { type Gate, openGate } from "./gate";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function openEcho(): Promise<Gate> {
  const echo = createServer((socket) => socket.on("error", () => undefined).pipe(socket));
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  const gate = await openGate((echo.address() as { port: number }).port);
  closing.push(
    () => gate.close(),
    () => echo.close(),
  );
  return gate;
}

async function dial(gate: Gate): Promise<Socket> {
  const socket = connect(gate.port, "127.0.0.1").on("error", () => undefined);
  closing.push(() => socket.destroy());
  await once(socket, "connect");
  return socket;
}

it("passes bytes while it is open, and keeps those of a freeze until it ends", async () => {
  const gate = await openEcho();
  const socket = await dial(gate);
  const heard: string[] = [];
  socket.on("data", (bytes) => heard.push(bytes.toString()));
  socket.write("one");
  await expect.poll(() => heard.join("")).toBe("one");
  gate.set("frozen");
  socket.write("two");
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(heard.join("")).toBe("one");
  gate.set("open");
  await expect.poll(() => heard.join("")).toBe("onetwo");
});

it("ends what was connected when it is cut, and takes nobody until it is opened", async () => {
  const gate = await openEcho();
  const socket = await dial(gate);
  const ended = once(socket, "close");
  gate.set("cut");
  await ended;
  const refused = await dial(gate);
  await once(refused, "close");
  gate.set("open");
  const again = await dial(gate);
  again.write("here");
  const [bytes] = await once(again, "data");
  expect(String(bytes)).toBe("here");
});

/** The other side of `bench/fan-out.ts`: many clients that only note when the last of them got which frame. */
import { WebSocket } from "ws";

const [port, count] = process.argv.slice(2).map(Number);
const received = new Map<number, number>();
const arrivals: { sequence: number; at: number }[] = [];
const SEQUENCE = /"sequence":(\d+)/;

function note(data: Buffer): void {
  const found = SEQUENCE.exec(data.toString("latin1", 0, 120));
  if (found === null) return;
  const sequence = Number(found[1]);
  const soFar = (received.get(sequence) ?? 0) + 1;
  received.set(sequence, soFar);
  if (soFar === count) arrivals.push({ sequence, at: Date.now() });
}

async function open(): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/momentum`, { perMessageDeflate: false });
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  const greeted = new Promise((resolve) => {
    socket.once("message", resolve);
  });
  socket.send('{"action":"subscribe","channels":["top50"]}');
  await greeted;
  socket.on("message", (data) => note(data as Buffer));
}
for (let opened = 0; opened < (count ?? 0); opened += 50) await Promise.all(Array.from({ length: 50 }, open));
process.send?.("ready");
process.on("message", () => process.send?.(arrivals));

import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** `open` passes everything, `cut` ends and refuses connections, `frozen` keeps them and passes nothing. */
export type GateState = "open" | "cut" | "frozen";

/** A door between one process and one server, which can be closed without either of them being asked. */
export interface Gate {
  readonly port: number;
  set(state: GateState): void;
  close(): Promise<void>;
}

export async function openGate(targetPort: number): Promise<Gate> {
  let state: GateState = "open";
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
  };
  const server = createServer({ allowHalfOpen: false }, (near) => {
    if (state === "cut") {
      near.destroy();
      return;
    }
    const far = connect(targetPort, "127.0.0.1");
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      keep(one);
      one.setNoDelay(true);
      // Not `pipe`: a frozen gate keeps what it was given, and `pipe` would resume by itself.
      one.on("data", (bytes) => {
        if (!other.write(bytes)) one.pause();
      });
      other.on("drain", () => {
        if (state !== "frozen") one.resume();
      });
      one.once("close", () => other.destroy());
    }
    if (state === "frozen") for (const socket of [near, far]) socket.pause();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    set(next) {
      state = next;
      for (const socket of sockets) {
        if (next === "cut") socket.destroy();
        else if (next === "frozen") socket.pause();
        else socket.resume();
      }
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

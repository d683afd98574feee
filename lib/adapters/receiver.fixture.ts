import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The address of ours that the connection came in at. */
  readonly localAddress: string;
}

export type Reply = (response: ServerResponse, received: Received) => void;

export interface Receiver {
  readonly base: string;
  readonly port: number;
  /** What it does next, one entry per request, the last one for ever. */
  script: Reply[];
  readonly received: Received[];
  close(): Promise<void>;
}

/** A real HTTP server that takes messages, faults included. */
export async function startReceiver(host = "127.0.0.1"): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers, socket } = request;
      const one = { method, path: url, headers, body: Buffer.concat(chunks), localAddress: socket.localAddress ?? "" };
      received.push(one);
      const reply = receiver.script.length > 1 ? receiver.script.shift() : receiver.script[0];
      reply?.(response, one);
    });
  });
  server.listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    base: `http://${host}:${port}`,
    port,
    script: [],
    received,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

export const reply =
  (status: number, body: unknown = "", headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(status, headers);
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };

/** Takes everything and never says a word. */
export const saysNothing: Reply = () => undefined;

export const hangsUp: Reply = (response) => {
  response.socket?.destroy();
};

/** Says something over and over, for as long as anybody listens. */
export const neverEnds: Reply = (response) => {
  response.writeHead(200);
  const more = () => {
    while (!response.destroyed && response.write("x".repeat(16_384)));
  };
  response.on("drain", more);
  more();
};

/** A byte now and then: never silent, never done. */
export const trickles: Reply = (response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write("."), 20);
  response.on("close", () => clearInterval(timer));
};

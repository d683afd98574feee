import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

export interface ScriptedServer {
  readonly base: string;
  /** What it does next, one entry per request, the last one for ever. */
  script: Answer[];
  readonly asked: { url: URL; headers: IncomingMessage["headers"] }[];
  close(): Promise<void>;
}

/** A real HTTP server that plays a provider, faults included. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const asked: ScriptedServer["asked"] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://server.test");
    asked.push({ url, headers: request.headers });
    const answer = scripted.script.length > 1 ? scripted.script.shift() : scripted.script[0];
    answer?.(request, response, url);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const scripted: ScriptedServer = {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    script: [],
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return scripted;
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };

export const text =
  (body: string, status: number): Answer =>
  (_, response) => {
    response.writeHead(status, { "content-type": "text/html" });
    response.end(body);
  };

export const hang: Answer = (request) => {
  request.resume();
};

export const cut: Answer = (request) => {
  request.socket.destroy();
};

/** A budget that never refuses and remembers what was asked of it. */
export function recordingBudget() {
  const taken: number[] = [];
  const pauses: number[] = [];
  return {
    taken,
    /** From now, in milliseconds. */
    pauses,
    budget: {
      take: async (cost: number) => {
        taken.push(cost);
      },
      pauseFor: async (ms: number) => {
        pauses.push(ms);
      },
    },
  };
}

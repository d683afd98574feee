import { createServer } from "node:http";

/** The other end of the webhooks: counts messages, and those that came a second time. */
export interface Receiver {
  readonly url: string;
  readonly received: () => number;
  readonly repeated: () => number;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const keys = new Set<string>();
  let received = 0;
  const server = createServer((request, response) => {
    request.resume().once("end", () => {
      received += 1;
      keys.add(String(request.headers["webhook-id"]));
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/soak`,
    received: () => received,
    repeated: () => received - keys.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

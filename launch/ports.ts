import { connect, createServer } from "node:net";

/** Whether a server could listen there right now. */
export function isPortFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A port the operating system hands out; nothing else of ours can have it. */
export function freePort(host = "127.0.0.1"): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen({ port: 0, host }, () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

export interface PortWish {
  /** How the operator names it, for the message. */
  variable: string;
  wished: number;
  /** True when the operator chose it: then another port would be a surprise, not a help. */
  explicit: boolean;
  host: string;
  /** Ports promised to other parts of the product. */
  taken?: ReadonlySet<number>;
}

/** The wished port, or the next free one when nobody insisted on it. */
export async function choosePort(wish: PortWish): Promise<number> {
  const usable = async (port: number) => !wish.taken?.has(port) && (await isPortFree(port, wish.host));
  if (await usable(wish.wished)) return wish.wished;
  if (wish.explicit) {
    throw new Error(
      `${wish.variable}=${wish.wished} is already in use on ${wish.host}. Stop what listens there, or choose another ${wish.variable}.`,
    );
  }
  for (let port = wish.wished + 1; port <= Math.min(wish.wished + 200, 65_535); port++) {
    if (await usable(port)) return port;
  }
  throw new Error(`No free port found near ${wish.wished} on ${wish.host}. Set ${wish.variable} to a free one.`);
}

/** Whether somebody accepts connections there. */
export function canConnect(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 2_000 });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => settle(true));
    socket.once("timeout", () => settle(false));
    socket.once("error", () => settle(false));
  });
}

/** An address one can connect to, for a host one listens on: "everywhere" is not a destination. */
export function reachableHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

import { WebSocket } from "ws";
import { type Finding, findingsOf } from "./finding";

const { well, problem } = findingsOf("Sockets");
const PATIENCE_MS = 8_000;

/** What became of an attempt to open a socket: open, refused with a status, or no answer. */
export type Upgrade =
  | { readonly kind: "open" }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "silent"; readonly reason: string };

/** Opens a socket at an address of pages, as a browser would, and closes it again. */
export function tryUpgrade(pages: string): Promise<Upgrade> {
  const url = new URL("/ws/momentum", pages);
  url.protocol = url.protocol.replace("http", "ws");
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { handshakeTimeout: PATIENCE_MS });
    const end = (upgrade: Upgrade) => {
      resolve(upgrade);
      socket.terminate();
    };
    socket.once("open", () => end({ kind: "open" }));
    socket.once("unexpected-response", (_request, response) =>
      end({ kind: "status", status: response.statusCode ?? 0 }),
    );
    socket.on("error", (error) => end({ kind: "silent", reason: error.message }));
  });
}

/** Tries the machine's own address and the public one: what differs between them is the proxy. */
export async function checkSockets(own: string, publicUrl: string | undefined): Promise<Finding[]> {
  const inside = await tryUpgrade(own);
  const found = [judgeUpgrade(inside, own, "inside")];
  // What does not work here cannot work through a proxy.
  if (publicUrl !== undefined && reaches(inside))
    found.push(judgeUpgrade(await tryUpgrade(publicUrl), publicUrl, "outside"));
  return found;
}

/** Closed reads ask who we are: then the way is free. */
const reaches = (upgrade: Upgrade) => upgrade.kind === "open" || (upgrade.kind === "status" && upgrade.status === 401);

export function judgeUpgrade(upgrade: Upgrade, address: string, from: "inside" | "outside"): Finding {
  if (reaches(upgrade)) return well(`Open at ${address}.`);
  const said = upgrade.kind === "status" ? `HTTP ${upgrade.status}` : upgrade.kind === "silent" ? upgrade.reason : "";
  const what = `No socket can be opened at ${address}: ${said}.`;
  if (from === "outside") {
    return problem(
      what,
      "It works on this machine, so the proxy in front does not pass upgrades on: deploy/nginx.conf.template has the lines that do.",
    );
  }
  if (upgrade.kind === "status" && upgrade.status === 503) {
    return problem(what, "The stream process is away: start worker/stream.ts with the same WEBSOCKET_PORT as web.");
  }
  return problem(what, "Check that USE_WEBSOCKETS is on and that the web process runs.");
}

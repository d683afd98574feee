import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "@/lib/log";
import type { Answer } from "./answer";
import { clientAddress } from "./client-address";
import { chooseEncoding, type HotList, type HotLists } from "./hot-lists";
import { pipeUpgrade, refuseUpgrade, type SocketTarget } from "./pipe-upgrade";
import { answerError, answerInvalid, answerMethodNotAllowed, answerTooLarge } from "./problem";
import type { RateLimiter } from "./rate-limit";
import { securityHeaders } from "./security-headers";

const BODY_BYTES_MAX = 1024 * 1024;
const URL_LENGTH_MAX = 12 * 1024;
const HEADER_BYTES_MAX = 16 * 1024;
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the idle timeout of usual reverse proxies, so that they never reuse a connection we just closed. */
const KEEP_ALIVE_MS = 65_000;

const hotPaths = new Map<string, HotList>([
  ["/api/market/momentum", "momentum"],
  ["/market/momentum", "momentum"],
  ["/api/market/coins", "coins"],
  ["/market/coins", "coins"],
]);
/** What programs ask: the answer to a wrong method is a problem they can read. Pages and their actions are Next's. */
const PROGRAM_PATH = /^\/(?:api|market|health|docs|openapi\.json)(?:\/|$)/u;
const READING = ["GET", "HEAD"];
const WRITING = ["POST", "PUT", "PATCH", "DELETE"];
const SOCKET_PATH = "/ws/momentum";

export interface WebServerOptions {
  hotLists: HotLists;
  limit: RateLimiter;
  /** What a path of the interface answers, for the `Allow` of a refusal. */
  methodsOf(path: string): readonly string[];
  /** Everything that is not hot: Next. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Upgrades that are not for the sidecar: the bundler's in development, nobody's in production. */
  upgrade: ((request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>) | null;
  /** Null when sockets are switched off. */
  sidecar: SocketTarget | null;
  development: boolean;
  log: Logger;
}

/** The web process's front: hot lists from bytes, sockets to the sidecar, everything else to Next. */
export function createWebServer(options: WebServerOptions): Server {
  const { log } = options;
  const headers = securityHeaders(options.development);
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    (request, response) => {
      for (const [name, value] of headers) response.setHeader(name, value);
      void answerRequest(options, request, response).catch((error: unknown) => {
        sendAnswer(response, answerError(error, log), request.method === "HEAD");
      });
    },
  );
  server.on("upgrade", (request, socket, head) => {
    // A client that vanishes while we decide must not end the process.
    socket.on("error", () => socket.destroy());
    answerUpgrade(options, request, socket, head);
  });
  return server;
}

async function answerRequest(
  options: WebServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const address = addressOf(request);
  // From here on the header holds the one address we believe, for Next's handlers too.
  request.headers["x-forwarded-for"] = address;
  const refusal = refuseUnreadable(request);
  if (refusal !== null) {
    response.shouldKeepAlive = false;
    return sendAnswer(response, refusal, false);
  }
  const { path, query } = splitUrl(request.url ?? "/");
  const head = request.method === "HEAD";
  const list = hotPaths.get(path);
  if (PROGRAM_PATH.test(path) && refuseMethod(options, path, request, response)) return;
  // The past is a question to the store, not a hot list.
  if (list === undefined || query.has("as_of")) return options.handle(request, response);
  const limited = options.limit(address);
  const { refusal: tooMany, headers } = limited instanceof Promise ? await limited : limited;
  if (tooMany !== null) return sendAnswer(response, tooMany, head);
  for (const name in headers) response.setHeader(name, headers[name] ?? "");
  const encoding = chooseEncoding(headerText(request.headers["accept-encoding"]));
  sendAnswer(response, await options.hotLists.answer(list, query, encoding, request.headers["if-none-match"]), head);
}

/** True when the method is one that nothing on a path of the interface takes; one that this path alone lacks is Next's to find. */
function refuseMethod(
  { methodsOf }: WebServerOptions,
  path: string,
  { method = "" }: IncomingMessage,
  response: ServerResponse,
): boolean {
  const isHot = hotPaths.has(path);
  const refuse = (): void => {
    const allowed = isHot ? READING : methodsOf(path);
    sendAnswer(response, answerMethodNotAllowed(allowed.join(", ")), method === "HEAD");
  };
  if (READING.includes(method) || (!isHot && WRITING.includes(method))) {
    explainRefusedMethod(response, refuse);
    return false;
  }
  refuse();
  return true;
}

/** Next answers a method that a route does not have with an empty 405; here a program can read why. */
function explainRefusedMethod(response: ServerResponse, explain: () => void): void {
  const end = response.end;
  response.end = (...given: unknown[]) => {
    response.end = end;
    if (response.statusCode === 405 && !response.headersSent && given[0] === undefined) explain();
    else Reflect.apply(end, response, given);
    return response;
  };
}

function refuseUnreadable({ headers, url = "/" }: IncomingMessage): Answer | null {
  if (url.length > URL_LENGTH_MAX)
    return answerTooLarge(414, `The address is longer than ${URL_LENGTH_MAX} characters.`);
  if (Number(headers["content-length"] ?? 0) > BODY_BYTES_MAX) {
    return answerTooLarge(413, `The body is larger than ${BODY_BYTES_MAX} bytes.`);
  }
  // Next would answer a broken escape in a path with 500.
  if (isDecodable(splitUrl(url).path)) return null;
  return answerInvalid([{ path: "path", message: "must be UTF-8, with every % followed by two hexadecimal digits" }]);
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function sendAnswer(response: ServerResponse, { status, headers, body }: Answer, head: boolean): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, headers);
  if (head || body === null) response.end();
  else response.end(body);
}

function answerUpgrade(options: WebServerOptions, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { sidecar, upgrade, log } = options;
  const { path } = splitUrl(request.url ?? "/");
  if (path === SOCKET_PATH && sidecar !== null) {
    pipeUpgrade(request, socket, head, { target: sidecar, address: addressOf(request), log });
    return;
  }
  if (upgrade === null || path.startsWith("/ws/")) {
    refuseUpgrade(socket, 404, "Not Found");
    return;
  }
  upgrade(request, socket, head).catch((error: unknown) => {
    log.debug({ err: error }, "An upgrade failed");
    socket.destroy();
  });
}

function addressOf({ socket, headers }: IncomingMessage): string {
  return clientAddress(socket.remoteAddress, headerText(headers["x-forwarded-for"]));
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(",") : value;
}

function splitUrl(url: string): { path: string; query: URLSearchParams } {
  const mark = url.indexOf("?");
  const path = mark === -1 ? url : url.slice(0, mark);
  return { path, query: new URLSearchParams(mark === -1 ? "" : url.slice(mark + 1)) };
}

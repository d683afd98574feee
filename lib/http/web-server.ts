import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type Logger, withinLogScope } from "@/lib/log";
import type { Answer } from "./answer";
import { apiKeyOf } from "./api-key";
import { chooseEncoding } from "./choose-encoding";
import { clientAddress, isForwardedHttps } from "./client-address";
import type { FrontGuard } from "./front-guard";
import type { HotLists } from "./hot-lists";
import { type HotListName, hotPaths } from "./hot-paths";
import { answerMetrics, METRICS_PATH, type MetricsDoor } from "./metrics-door";
import { nameRequest, type Observed, observeAnswer, REQUEST_ID_HEADER } from "./observe-request";
import { pipeUpgrade, refuseUpgrade, type SocketTarget } from "./pipe-upgrade";
import type { Asking } from "./principal";
import { answerError, answerInvalid, answerMethodNotAllowed, answerTooLarge } from "./problem";
import type { RateLimiter } from "./rate-limit";
import { createSecurityHeaders } from "./security-headers";
import { traceRequest } from "./trace-request";

const BODY_BYTES_MAX = 1024 * 1024;
const URL_LENGTH_MAX = 12 * 1024;
const HEADER_BYTES_MAX = 16 * 1024;
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the idle timeout of usual reverse proxies, so that they never reuse a connection we just closed. */
const KEEP_ALIVE_MS = 65_000;

/** What programs ask: the answer to a wrong method is a problem they can read. Pages and their actions are Next's. */
const PROGRAM_PATH = /^\/(?:api|market|health|docs|openapi\.json)(?:\/|$)/u;
/** Of these, what route handlers answer and count: beside the others Next draws a page that says there is nothing. */
const ROUTE_PATH = /^\/(?:(?:api|market)(?:\/|$)|(?:health|docs|openapi\.json)$)/u;
/** Pages and files that nobody needs to sign in for: how to sign in, and how the page is drawn. */
const OPEN_PAGE =
  /^\/(?:sign-in|setup)\/?$|^\/_next\/static\/|^\/(?:icon\.svg|favicon\.ico|sw\.js|manifest\.webmanifest|offline\.(?:html|css)|icons\/[\w.-]+)$/u;
/** What an address is made of that leads elsewhere than it says; one that does not begin at the root is left as it is. */
const CLIMBS = /^\/.*(?:\\|\/(?:\.|%2e))/iu;
/** Files of the build: from a disk, the same for everybody. */
const BUILD_PATH = "/_next/static/";
/** How often an open socket is asked again whether it may. */
const ASK_AGAIN_MS = 60_000;
const READING = ["GET", "HEAD"];
const SOCKET_PATH = "/ws/momentum";

export interface WebServerOptions {
  hotLists: HotLists;
  limit: RateLimiter;
  /** Pages and their parts: each is drawn anew, which costs as much as hundreds of hot lists. Left out, they are not counted. */
  limitPages?: RateLimiter;
  guard: FrontGuard;
  /** What a path of the interface answers; anything else is refused here, where Next would say an empty 405. */
  methodsOf(path: string): readonly string[];
  /** Everything that is not hot: Next. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Upgrades that are not for the sidecar: the bundler's in development, nobody's in production. */
  upgrade: ((request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>) | null;
  /** The copies of the sidecar: sockets go to them in turn. None when sockets are switched off. */
  sidecars: readonly SocketTarget[];
  /** Left out, there is nothing at `/metrics`. */
  metrics?: MetricsDoor;
  development: boolean;
  log: Logger;
}

/** The web process's front: hot lists from bytes, sockets to the sidecar, everything else to Next. */
export function createWebServer(options: WebServerOptions): Server {
  const { log } = options;
  const sayPolicy = createSecurityHeaders(options.development);
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    (request, response) => {
      request.url = resolveDots(request.url ?? "/");
      sayPolicy(request, response);
      const observed = observe(request, response, log);
      const answering = traceRequest(request, response, observed, () => answerRequest(options, request, response));
      void answering.catch((error: unknown) => {
        const answer = withinLogScope({ requestId: observed.requestId }, () => answerError(error, log));
        sendAnswer(response, answer, request.method === "HEAD");
      });
    },
  );
  const nextSidecars = inTurn(options.sidecars);
  server.on("upgrade", (request, socket, head) => {
    // A client that vanishes while we decide must not end the process.
    socket.on("error", () => socket.destroy());
    answerUpgrade(options, nextSidecars, { request, socket, head });
  });
  return server;
}

function observe(request: IncomingMessage, response: ServerResponse, log: Logger): Observed {
  const requestId = nameRequest(request);
  response.setHeader(REQUEST_ID_HEADER, requestId);
  const path = pathOf(request.url ?? "/");
  const route = hotPaths.has(path) ? "hot_list" : PROGRAM_PATH.test(path) ? "interface" : "page";
  const observed: Observed = { route, method: request.method ?? "", path, requestId };
  observeAnswer(response, observed, log);
  return observed;
}

/** All of them, beginning with the next one at each call. */
function inTurn<T>(all: readonly T[]): () => readonly T[] {
  let turn = 0;
  return () => {
    turn = (turn + 1) % Math.max(1, all.length);
    return [...all.slice(turn), ...all.slice(0, turn)];
  };
}

async function answerRequest(
  options: WebServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { url = "/", method } = request;
  const path = pathOf(url);
  if (path === METRICS_PATH && options.metrics !== undefined) {
    return sendAnswer(response, await answerMetrics(request, options.metrics), method === "HEAD");
  }
  const address = addressOf(request);
  believeOnlyNeighbours(request, address);
  const refusal = refuseUnreadable(request);
  if (refusal !== null) {
    response.shouldKeepAlive = false;
    return sendAnswer(response, refusal, false);
  }
  if (PROGRAM_PATH.test(path) && refuseMethod(options, path, request, response)) return;
  if (!options.guard.readsOpen && !(await mayPass(options, path, request, response))) return;
  const list = hotPaths.get(path);
  const queryText = url.slice(path.length + 1);
  if (list !== undefined && !asksForThePast(queryText)) {
    return answerHotList(options, { list, queryText, address }, request, response);
  }
  if (options.limitPages !== undefined && !ROUTE_PATH.test(path) && !path.startsWith(BUILD_PATH)) {
    const { refusal: tooMany } = await options.limitPages(address);
    if (tooMany !== null) return sendAnswer(response, tooMany, method === "HEAD");
  }
  const requestId = headerText(request.headers[REQUEST_ID_HEADER]) ?? "";
  return withinLogScope({ requestId }, () => options.handle(request, response));
}

interface HotQuestion {
  list: HotListName;
  queryText: string;
  address: string;
}

async function answerHotList(
  { limit, hotLists }: WebServerOptions,
  { list, queryText, address }: HotQuestion,
  { method, headers: asked }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const head = method === "HEAD";
  const limited = limit(
    address,
    apiKeyOf((name) => headerText(asked[name]) ?? null),
  );
  const { refusal, headers } = limited instanceof Promise ? await limited : limited;
  if (refusal !== null) return sendAnswer(response, refusal, head);
  for (const name in headers) response.setHeader(name, headers[name] ?? "");
  const encoding = chooseEncoding(headerText(asked["accept-encoding"]));
  sendAnswer(response, await hotLists.answer(list, queryText, encoding, asked["if-none-match"]), head);
}

/** The past is a question to the store, not a hot list. */
function asksForThePast(queryText: string): boolean {
  return /as_of|%/u.test(queryText) && new URLSearchParams(queryText).has("as_of");
}

/** From here on these headers hold what we believe, for Next's handlers too. */
function believeOnlyNeighbours(request: IncomingMessage, address: string): void {
  const { headers, socket } = request;
  const isHttps = isForwardedHttps(socket.remoteAddress, headerText(headers["x-forwarded-proto"]));
  headers["x-forwarded-for"] = address;
  headers["x-forwarded-proto"] = isHttps ? "https" : "http";
}

/**
 * Where reads are closed: hot lists need an answer here, pages send their reader to sign in. Routes of the interface ask
 * for themselves, because a key that may only write alerts may do that.
 */
async function mayPass(
  { guard, development }: WebServerOptions,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const isHot = hotPaths.has(path);
  if (!isHot && (PROGRAM_PATH.test(path) || OPEN_PAGE.test(path))) return true;
  if (development && path.startsWith("/_next/")) return true;
  const refusal = await guard.refuseRead(askingOf(request));
  if (refusal === null) return true;
  if (isHot) sendAnswer(response, refusal, request.method === "HEAD");
  else {
    const location = `/sign-in?${new URLSearchParams({ next: request.url ?? "/" })}`;
    response.writeHead(303, { location, "cache-control": "no-store" }).end();
  }
  return false;
}

/** True when the path does not take the method; the documented interface is what there is, a test holds it to that. */
function refuseMethod(
  { methodsOf }: WebServerOptions,
  path: string,
  { method = "" }: IncomingMessage,
  response: ServerResponse,
): boolean {
  const allowed = hotPaths.has(path) ? READING : methodsOf(path);
  if (allowed.includes(method)) return false;
  sendAnswer(response, answerMethodNotAllowed(allowed.join(", ")), method === "HEAD");
  return true;
}

function refuseUnreadable({ headers, url = "/" }: IncomingMessage): Answer | null {
  if (url.length > URL_LENGTH_MAX)
    return answerTooLarge(414, `The address is longer than ${URL_LENGTH_MAX} characters.`);
  if (Number(headers["content-length"] ?? 0) > BODY_BYTES_MAX) {
    return answerTooLarge(413, `The body is larger than ${BODY_BYTES_MAX} bytes.`);
  }
  // Next would answer a broken escape in a path with 500.
  if (isDecodable(pathOf(url))) return null;
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

function answerUpgrade(options: WebServerOptions, nextSidecars: () => readonly SocketTarget[], asked: Upgrade): void {
  const { sidecars, upgrade, log } = options;
  const { request, socket, head } = asked;
  const { path } = splitUrl(request.url ?? "/");
  if (path === SOCKET_PATH && sidecars.length > 0) {
    handOver(options, nextSidecars(), asked).catch((error: unknown) => {
      log.warn({ err: error }, "A socket could not be admitted");
      refuseUpgrade(socket, 503, "Service Unavailable");
    });
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

interface Upgrade {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
}

async function handOver(
  { guard, log }: WebServerOptions,
  targets: readonly SocketTarget[],
  { request, socket, head }: Upgrade,
): Promise<void> {
  const asking = askingOf(request);
  const { refusal, pass } = await guard.admitSocket(asking);
  if (socket.destroyed) return;
  if (refusal !== null) {
    refuseUpgrade(socket, refusal.status, STATUS_CODES[refusal.status] ?? "Refused");
    return;
  }
  pipeUpgrade(request, socket, head, { targets, address: asking.address, pass, log });
  if (pass !== null) endWithAccess(guard, asking, socket);
}

/** A socket lives no longer than the session or key that opened it. */
function endWithAccess(guard: FrontGuard, asking: Asking, socket: Duplex): void {
  const timer = setInterval(() => {
    guard.admitSocket(asking).then(
      ({ pass }) => pass === null && socket.destroy(),
      // Nobody could be asked: that is no reason to end what was allowed.
      () => undefined,
    );
  }, ASK_AGAIN_MS);
  socket.once("close", () => clearInterval(timer));
}

function askingOf(request: IncomingMessage): Asking {
  const { headers, method = "GET", url = "/" } = request;
  return {
    address: addressOf(request),
    request: { method, searchParams: splitUrl(url).query, header: (name) => headerText(headers[name]) ?? null },
  };
}

function addressOf({ socket, headers }: IncomingMessage): string {
  return clientAddress(socket.remoteAddress, headerText(headers["x-forwarded-for"]));
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(",") : value;
}

/**
 * The address as Next will read it: `/api/../momentum` is a page, with a page's policy, count and door, and so is whatever else
 * climbs out of where it seems to lead.
 */
function resolveDots(url: string): string {
  if (!CLIMBS.test(pathOf(url))) return url;
  const { pathname, search } = new URL(`http://here.invalid${url}`);
  return `${pathname}${search}`;
}

function pathOf(url: string): string {
  const mark = url.indexOf("?");
  return mark === -1 ? url : url.slice(0, mark);
}

function splitUrl(url: string): { path: string; query: URLSearchParams } {
  const path = pathOf(url);
  return { path, query: new URLSearchParams(url.slice(path.length + 1)) };
}

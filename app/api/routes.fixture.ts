import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { Redis } from "ioredis";
import { vi } from "vitest";
import { createOwnRedis } from "@/lib/cache/redis.fixture";
import type { AccessScope } from "@/lib/contracts/http/access-state";
import { createTestDatabase } from "@/lib/store/database.fixture";
import type { ReadAccess } from "./create-route";
import { type WebServices, webServices } from "./web-services";

type Handler = ((request: Request, context: { params: Promise<unknown> }) => Promise<Response>) & {
  scope?: AccessScope | "public";
  access?: ReadAccess;
};

export interface Route {
  readonly method: string;
  /** "/api/access/keys/[id]". */
  readonly path: string;
  readonly handler: Handler;
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Every handler of every route file under `app/api`, found where Next finds them. */
export async function findRoutes(): Promise<Route[]> {
  const files = readdirSync("app/api", { recursive: true, encoding: "utf8" }).filter((file) =>
    /(?:^|\/)route\.ts$/u.test(file),
  );
  const found = await Promise.all(
    files.sort().map(async (file) => {
      const exported: Record<string, Handler> = await import(/* @vite-ignore */ resolve("app/api", file));
      const path = `/api/${file}`.replace(/\/route\.ts$/u, "");
      return METHODS.flatMap((method) => {
        const handler = exported[method];
        return handler === undefined ? [] : [{ method, path, handler }];
      });
    }),
  );
  return found.flat();
}

export interface Instance {
  readonly services: WebServices;
  readonly redis: Redis;
  close(): Promise<void>;
}

/** The web process's services with a Redis and a database of their own, under these settings. */
export async function openInstance(
  database: string | undefined,
  settings: Record<string, string> = {},
): Promise<Instance> {
  const own = await createOwnRedis();
  await own.start();
  const store = await createTestDatabase(database);
  const env = { SECRETS_KEY: "a secret of at least thirty-two characters", MARKET_SOURCE: "live", ...settings };
  for (const [name, value] of Object.entries({ ...env, REDIS_URL: own.url, DATABASE_URL: store.url })) {
    vi.stubEnv(name, value);
  }
  vi.stubEnv("LOG_LEVEL", "silent");
  const services = webServices();
  const redis = new Redis(own.url);
  return {
    services,
    redis,
    async close() {
      redis.disconnect();
      await services.close();
      await own.remove();
      await store.remove();
      vi.unstubAllEnvs();
    },
  };
}

let visitors = 0;

/** Calls a handler as Next would; each call comes from an address of its own unless told otherwise. */
export function callRoute(
  { method, path, handler }: Route,
  { headers = {}, body = {}, id = "nobody" }: { headers?: Record<string, string>; body?: unknown; id?: string } = {},
): Promise<Response> {
  visitors += 1;
  const address = `203.0.${113 + (visitors >> 8)}.${visitors & 255}`;
  const names = [...path.matchAll(/\[(\w+)\]/gu)].map(([, name]) => name ?? "");
  const request = new Request(`http://gq.example${path.replaceAll(/\[\w+\]/gu, id)}`, {
    method,
    headers: { "content-type": "application/json", host: "gq.example", "x-forwarded-for": address, ...headers },
    ...(method === "GET" ? {} : { body: JSON.stringify(body) }),
  });
  return handler(request, { params: Promise.resolve(Object.fromEntries(names.map((name) => [name, id]))) });
}

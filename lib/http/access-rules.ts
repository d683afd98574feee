import type { Env } from "@/lib/env";
import { isLoopback } from "./client-address";
import type { AccessRules } from "./principal";
import { isLoopbackHost } from "./principal";

type AccessEnv = Pick<Env, "SECRETS_KEY" | "MARKET_SOURCE" | "HOST" | "PUBLIC_URL" | "READS">;

/** A demo is a market without real money that only this machine is meant to reach: its local visitor needs no password. */
export function accessRules({ SECRETS_KEY, MARKET_SOURCE, HOST, PUBLIC_URL, READS }: AccessEnv): AccessRules {
  const published = PUBLIC_URL === undefined ? null : new URL(PUBLIC_URL);
  const isPrivate =
    (isLoopback(HOST) || isLoopbackHost(HOST)) && (published === null || isLoopbackHost(published.host));
  return {
    secret: SECRETS_KEY ?? null,
    localOwner: MARKET_SOURCE !== "live" && isPrivate,
    readsOpen: READS === "open",
    publicOrigin: published?.origin ?? null,
  };
}

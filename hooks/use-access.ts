"use client";

import useSWR from "swr";
import { type AccessState, accessStateSchema } from "@/lib/contracts/http/access-state";
import { readJson } from "./requests";

const readAccess = (url: string): Promise<AccessState> => readJson(url, accessStateSchema);

/** Who the reader is to this instance; null until it answered. What is the owner's is only asked for by the owner. */
export function useAccess(): AccessState | null {
  const { data } = useSWR("/api/access", readAccess, { dedupingInterval: 60_000, revalidateOnFocus: true });
  return data ?? null;
}

/** Whether alerts, channels and watchlists may be read and changed; null while it is not known. */
export function useIsOwner(): boolean | null {
  const access = useAccess();
  if (access === null) return null;
  return access.signed_in || access.scopes.includes("alerts") || access.scopes.includes("admin");
}

/** Whether backtests may be asked for, cancelled and verified; null while it is not known. */
export function useMayBacktest(): boolean | null {
  const access = useAccess();
  if (access === null) return null;
  return access.signed_in || access.scopes.includes("backtests") || access.scopes.includes("admin");
}

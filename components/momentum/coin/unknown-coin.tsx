"use client";

import { usePathname } from "next/navigation";
import useSWR from "swr";
import { problemSchema } from "@/lib/contracts/http/problem";
import { CoinCandidates } from "./coin-candidates";
import { BackLink } from "./coin-header";

function idOf(path: string): string {
  const text = path.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function fetchNearest(url: string) {
  const response = await fetch(url, { headers: { accept: "application/json" } });
  return problemSchema.safeParse(await response.json()).data?.candidates ?? [];
}

/** An address that is no coin's: what it said, and the names that come nearest. */
export function UnknownCoin() {
  const id = idOf(usePathname());
  const { data: nearest } = useSWR(`/api/market/coin/${encodeURIComponent(id)}`, fetchNearest, {
    revalidateOnFocus: false,
  });
  return (
    <div className="flex max-w-xl flex-col gap-3 px-3 pt-2 pb-6 md:px-4">
      <BackLink />
      <h1 className="break-words font-semibold text-title">No coin is called “{id}”</h1>
      <p className="text-fg-2">It is not in the universe that is scored now, by id or by symbol.</p>
      <div className="min-h-24">
        {nearest && nearest.length > 0 && (
          <section aria-labelledby="nearest">
            <h2 id="nearest" className="mb-1 text-fg-2 text-table">
              Nearest names
            </h2>
            <CoinCandidates candidates={nearest} />
          </section>
        )}
        {nearest?.length === 0 && <p className="text-fg-3 text-table">No name comes near it.</p>}
      </div>
    </div>
  );
}

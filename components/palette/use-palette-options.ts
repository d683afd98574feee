"use client";

import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import type { CoinPurpose } from "@/components/layout/use-guides";
import type { CoinRef } from "@/hooks/coin-actions";
import { useCoinActions } from "@/hooks/use-coin-actions";
import { type IndexedCoin, useCoinIndex } from "@/hooks/use-coin-index";
import { countOf } from "@/lib/format/count";
import { arrangeOptions, DRAWN } from "./arrange-options";
import { type FoundCoin, rankCoins } from "./rank-coins";
import { rankCommands } from "./rank-commands";
import { readWish } from "./read-wish";
import { keepRecent, readRecent } from "./recent";
import { type CoinReading, useCoinReadings } from "./use-coin-readings";
import { type Command, useCommands } from "./use-commands";

interface Drawn {
  readonly key: string;
  readonly index: number;
  readonly run: () => void;
}

interface CoinOption extends Drawn {
  readonly coin: CoinRef;
  readonly verb: string | null;
  readonly reading: CoinReading | null;
  readonly stale: boolean;
}

interface CommandOption extends Drawn {
  readonly coin: null;
  readonly label: string;
  readonly hint: string | null;
}

export type PaletteOption = CoinOption | CommandOption;

export interface PaletteGroup {
  readonly title: string;
  readonly options: readonly PaletteOption[];
}

export interface PaletteOptions {
  readonly groups: readonly PaletteGroup[];
  /** All groups one after the other, as arrow keys walk them. */
  readonly options: readonly PaletteOption[];
  readonly note: string;
}

/** A coin with what choosing it does. */
interface CoinChoice {
  readonly coin: IndexedCoin;
  readonly purpose: CoinPurpose;
}

const verbs: Readonly<Record<CoinPurpose, string | null>> = {
  open: null,
  alert: "New alert for",
  plan: "Plan a buy of",
  watch: "Watch, or no longer",
  backtest: "Backtest",
};

const RECENT_COINS = 5;
const NOTHING: readonly IndexedCoin[] = [];

function useCoinRuns(): Readonly<Record<CoinPurpose, (coin: CoinRef) => void>> {
  const router = useRouter();
  const { alert, plan, toggleWatch } = useCoinActions();
  return {
    open: ({ id }) => router.push(`/momentum/${encodeURIComponent(id)}`),
    alert,
    plan,
    watch: toggleWatch,
    backtest: ({ id }) => router.push(`/backtests?${new URLSearchParams({ symbol: id })}`),
  };
}

/** Coins of the question; those chosen last where there is none. */
function findCoins(
  text: string,
  purpose: CoinPurpose | null,
  coins: readonly IndexedCoin[],
  recent: readonly string[],
): readonly FoundCoin<CoinChoice>[] {
  const wish = purpose === null ? readWish(text) : null;
  const meant = purpose ?? wish?.purpose ?? "open";
  if (text.trim() === "") {
    const byId = new Map(coins.map((coin) => [coin.id, coin]));
    const known = recent.flatMap((key) => byId.get(key.replace(/^coin /, "")) ?? []).slice(0, RECENT_COINS);
    const rest = purpose === null ? NOTHING : coins.filter((coin) => !known.includes(coin)).slice(0, DRAWN);
    return [...known, ...rest].map((coin) => ({ coin: { coin, purpose: meant }, points: 100 }));
  }
  return rankCoins(wish?.question ?? text, coins, DRAWN).map(({ coin, points }) => ({
    coin: { coin, purpose: meant },
    // A verb before it says that a coin is meant.
    points: wish === null ? points : points + 100,
  }));
}

/** What is said under the list: how much was found, or why nothing can be. */
function noteOf(shown: number, index: ReturnType<typeof useCoinIndex>, stale: boolean, purpose: CoinPurpose | null) {
  const coins =
    index.coins === null
      ? index.failed
        ? "The coins could not be read; pages and actions work."
        : "Reading the coins."
      : `Of ${countOf(index.coins.length, "coin")}.`;
  const nothing = purpose === null ? "Nothing is called that." : "No coin is called that.";
  const found = shown === DRAWN ? `The first ${DRAWN} results.` : `${countOf(shown, "result")}.`;
  return `${shown === 0 ? nothing : found} ${coins}${stale ? " Rank, score and price are stale." : ""}`;
}

/** What the palette offers for a text. */
export function usePaletteOptions(text: string, purpose: CoinPurpose | null): PaletteOptions {
  const index = useCoinIndex();
  const commands = useCommands();
  const runs = useCoinRuns();
  const [recent] = useState(readRecent);
  const groups = useMemo(() => {
    const coins = findCoins(text, purpose, index.coins ?? NOTHING, recent);
    const found = purpose === null ? rankCommands(text, commands) : [];
    return arrangeOptions<CoinChoice, Command>(coins, found);
  }, [text, purpose, index.coins, recent, commands]);

  const ids = groups.flatMap(({ items }) => items.flatMap((item) => ("coin" in item ? [item.coin.id] : [])));
  const readings = useCoinReadings(ids);
  let next = 0;
  const drawn = groups.map(({ title, items }) => ({
    title: title === "Coins" && text.trim() === "" && purpose === null ? "Recent coins" : title,
    options: items.map((item): PaletteOption => {
      const at = next++;
      if (!("coin" in item)) return { ...item, index: at, coin: null };
      const { coin, purpose: meant } = item;
      const key = `coin ${coin.id}`;
      const run = () => {
        keepRecent(key);
        runs[meant](coin);
      };
      const reading = readings.of(coin.id);
      return { key, index: at, run, coin, verb: verbs[meant], reading, stale: readings.stale };
    }),
  }));
  const options = drawn.flatMap((group) => group.options);
  return { groups: drawn, options, note: noteOf(options.length, index, readings.stale, purpose) };
}

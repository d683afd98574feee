"use client";

import { type KeyboardEvent, useEffect, useId, useState } from "react";
import useSWR from "swr";
import { z } from "zod";
import type { CoinRef } from "@/hooks/coin-actions";
import { readJson } from "@/hooks/requests";
import { momentumRowSchema } from "@/lib/contracts/http/momentum";
import { formatPrice } from "@/lib/format/price";

const TYPING_MS = 200;
const SHOWN = 8;
const foundSchema = z.object({
  results: z.array(momentumRowSchema.pick({ id: true, symbol: true, name: true, rank: true, current_price: true })),
});
type FoundCoin = z.infer<typeof foundSchema>["results"][number];

const find = async (url: string): Promise<readonly FoundCoin[]> => (await readJson(url, foundSchema)).results;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

type Keys = Readonly<Record<string, () => void>>;

export interface CoinPickerProps {
  readonly coin: CoinRef | null;
  readonly problem: string | undefined;
  readonly onChange: (coin: CoinRef) => void;
}

/** One coin by symbol or name; arrow keys walk what was found, Enter takes it. */
export function CoinPicker({ coin, problem, onChange }: CoinPickerProps) {
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const question = useSettled(text?.trim() ?? "");
  const { data: found } = useSWR(
    text === null
      ? null
      : `/api/market/momentum?per_page=${SHOWN}&include_stable=true&sort=market_cap&q=${encodeURIComponent(question)}`,
    find,
    { keepPreviousData: true },
  );
  const options = text === null ? [] : (found ?? []);
  const at = Math.min(active, options.length - 1);
  const take = (chosen: FoundCoin | undefined) => {
    if (chosen === undefined) return;
    onChange({ id: chosen.id, symbol: chosen.symbol, name: chosen.name });
    setText(null);
  };
  const walk = (by: number) => setActive(Math.max(0, Math.min(options.length - 1, at + by)));
  const closedKeys: Keys = { ArrowDown: () => setText("") };
  const openKeys: Keys = {
    ArrowDown: () => walk(1),
    ArrowUp: () => walk(-1),
    Enter: () => take(options[at]),
    Escape: () => setText(null),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act = text === null ? closedKeys[event.key] : openKeys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  return (
    <span className="relative inline-block">
      <input
        role="combobox"
        aria-label="Coin"
        aria-expanded={options.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={options[at] === undefined ? undefined : `${id}-${at}`}
        aria-autocomplete="list"
        aria-invalid={problem !== undefined}
        autoComplete="off"
        spellCheck={false}
        className="field w-36"
        placeholder="Find a coin"
        value={text ?? coin?.symbol ?? ""}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onFocus={(event) => event.target.select()}
        onBlur={() => setText(null)}
        onKeyDown={onKeyDown}
        data-testid="coin-picker"
        data-autofocus={coin === null || undefined}
      />
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label="Coins found"
        hidden={text === null}
        className="absolute top-full left-0 z-10 mt-1 max-h-64 w-72 max-w-[80vw] overflow-y-auto rounded-button border border-line bg-surface-3 py-1 shadow-float"
      >
        {options.map((option, index) => (
          <div
            key={option.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={`flex min-h-8 cursor-pointer items-center gap-2 px-3 text-table pointer-coarse:min-h-11 ${index === at ? "bg-accent-tint" : ""}`}
            onPointerDown={(event) => {
              event.preventDefault();
              take(option);
            }}
          >
            <span className="font-semibold text-fg">{option.symbol}</span>
            <span className="min-w-0 flex-1 truncate text-fg-2">{option.name}</span>
            <span className="num text-fg-2">{formatPrice(option.current_price)}</span>
          </div>
        ))}
        {options.length === 0 && (
          <p className="px-3 py-1 text-fg-3 text-table">
            {found === undefined ? "Looking" : "No coin is called that."}
          </p>
        )}
      </div>
    </span>
  );
}

"use client";

import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import { failureText } from "@/hooks/requests";
import { useIsOwner } from "@/hooks/use-access";
import { changeWatchlist, createWatchlist, deleteWatchlist, useWatchlists } from "@/hooks/use-watchlists";
import type { Watchlist } from "@/lib/contracts/http/watchlists";
import { countOf } from "@/lib/format/count";
import { IDS_MAX, type ListQuery } from "./list-query";

interface WatchlistMenuProps {
  readonly query: ListQuery;
  readonly onChange: (query: ListQuery) => void;
}

interface RowProps {
  readonly list: Watchlist;
  readonly chosen: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onChoose: () => void;
  readonly onMove: (by: 1 | -1) => void;
  readonly onDelete: () => void;
}

function Row({ list, chosen, isFirst, isLast, onChoose, onMove, onDelete }: RowProps) {
  const [sure, setSure] = useState(false);
  const count = list.coin_ids.length;
  return (
    <li className="flex items-center gap-1">
      <button
        type="button"
        className="chip min-w-0 flex-1 justify-between"
        data-on={chosen}
        aria-pressed={chosen}
        onClick={onChoose}
      >
        <span className="truncate">{list.name}</span>
        <span
          className="num text-fg-3"
          data-hint={count > IDS_MAX ? `The list shows the first ${IDS_MAX}.` : undefined}
        >
          {countOf(count, "coin")}
        </span>
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={`Move ${list.name} up`}
        disabled={isFirst}
        onClick={() => onMove(-1)}
      >
        <ArrowUp size={14} strokeWidth={1.75} aria-hidden="true" className={isFirst ? "opacity-30" : ""} />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={`Move ${list.name} down`}
        disabled={isLast}
        onClick={() => onMove(1)}
      >
        <ArrowDown size={14} strokeWidth={1.75} aria-hidden="true" className={isLast ? "opacity-30" : ""} />
      </button>
      <button
        type="button"
        className={sure ? "button text-danger" : "icon-button"}
        aria-label={sure ? `Delete ${list.name} now` : `Delete ${list.name}`}
        onBlur={() => setSure(false)}
        onClick={() => (sure ? onDelete() : setSure(true))}
      >
        {sure ? "Delete" : <Trash2 size={14} strokeWidth={1.75} aria-hidden="true" />}
      </button>
    </li>
  );
}

function NewList({ onCreate }: { readonly onCreate: (name: string) => Promise<void> }) {
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") void onCreate(name.trim()).then(() => setName(""));
  };
  return (
    <form className="flex gap-2" onSubmit={submit}>
      <input
        className="field min-w-0 flex-1"
        aria-label="Name of a new watchlist"
        placeholder="New watchlist"
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <button type="submit" className="button" disabled={name.trim() === ""}>
        Create
      </button>
    </form>
  );
}

/** All watchlists: show one, make one, put them in order. The star uses the first. */
export function WatchlistMenu({ query, onChange }: WatchlistMenuProps) {
  const owner = useIsOwner();
  const { data: lists, error } = useWatchlists(owner === true);
  const [problem, setProblem] = useState<string | null>(null);
  const run = (work: Promise<unknown>) =>
    work.then(() => setProblem(null)).catch((reason: unknown) => setProblem(failureText(reason)));
  if (owner === false)
    return (
      <p className="w-64 max-w-full text-fg-2 text-table">
        Watchlists are the owner's.{" "}
        <Link href="/sign-in" className="text-accent underline underline-offset-2">
          Sign in
        </Link>
      </p>
    );
  const said = problem ?? (error instanceof Error ? error.message : null);
  const all = lists ?? [];
  return (
    <div className="flex w-80 max-w-full flex-col gap-3">
      <ul className="flex flex-col gap-1">
        {all.map((list, index) => (
          <Row
            key={list.id}
            list={list}
            chosen={query.watchlist === list.id}
            isFirst={index === 0}
            isLast={index === all.length - 1}
            onChoose={() => onChange({ ...query, watchlist: query.watchlist === list.id ? null : list.id, page: 1 })}
            onMove={(by) => void run(changeWatchlist(list.id, { position: index + by }))}
            onDelete={() => void run(deleteWatchlist(list.id))}
          />
        ))}
      </ul>
      {lists?.length === 0 && <p className="text-fg-2 text-table">None yet. The star of a coin makes one.</p>}
      <NewList onCreate={(name) => run(createWatchlist(name))} />
      {all.length > 0 && <p className="text-fg-3 text-meta">The star (w) puts a coin into the first.</p>}
      {said !== null && (
        <p role="alert" className="text-danger text-meta">
          {said}
        </p>
      )}
    </div>
  );
}

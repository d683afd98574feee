"use client";

import { Plus, X } from "lucide-react";
import { useId } from "react";
import { usableChannels, useChannels } from "@/hooks/use-channels";
import type { Mute } from "@/lib/alerts/rule";
import { NumberField, Select } from "./condition-fields";
import { channelNames } from "./present-ledger";
import { canRearm, type DraftProblems, type RuleDraft, singleCondition, usualRearm } from "./rule-draft";

interface AfterProps {
  readonly draft: RuleDraft;
  readonly problems: DraftProblems;
  readonly onChange: (draft: RuleDraft) => void;
}

function Problem({ id, text }: { readonly id: string; readonly text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p id={id} className="w-full text-danger text-meta">
      {text}
    </p>
  );
}

/** What follows a firing: where it is armed again, how long it is quiet, when it ends. */
export function AfterFields({ draft, problems, onChange }: AfterProps) {
  const id = useId();
  const only = singleCondition(draft);
  const idOf = (name: string) => (problems.has(name) ? `${id}-${name}` : undefined);
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-2 text-fg-2 text-table">
      {canRearm(draft) && draft.repeat === "every_episode" && (
        <>
          <span>Re-arm {only?.type.endsWith("_below") ? "above" : "below"}</span>
          <NumberField
            label="Re-arm at"
            value={draft.rearm ?? usualRearm(draft)}
            problemId={idOf("rearm")}
            onChange={(rearm) => onChange({ ...draft, rearm: rearm === usualRearm(draft) ? null : rearm })}
            className="w-24"
          />
        </>
      )}
      <span>Quiet for</span>
      <NumberField
        label="Quiet for, minutes"
        value={draft.cooldownMinutes}
        problemId={idOf("cooldown")}
        onChange={(cooldownMinutes) => onChange({ ...draft, cooldownMinutes })}
        className="w-20"
      />
      <span>min after firing</span>
      <span className="basis-full" />
      <Select
        label="How often"
        value={draft.repeat}
        options={[
          ["every_episode", "Every time it happens"],
          ["once", "Once"],
        ]}
        onChange={(repeat) => onChange({ ...draft, repeat })}
      />
      <label className="flex items-center gap-2">
        Ends
        <input
          type="datetime-local"
          className="field num"
          aria-label="Ends, UTC; empty: never"
          value={draft.expiresAt}
          aria-invalid={problems.has("expires")}
          aria-describedby={idOf("expires")}
          onChange={(event) => onChange({ ...draft, expiresAt: event.target.value })}
        />
      </label>
      <span className="text-fg-3">{draft.expiresAt === "" ? "never" : "UTC"}</span>
      {["rearm", "cooldown", "expires"].map((name) => (
        <Problem key={name} id={`${id}-${name}`} text={problems.get(name)} />
      ))}
    </div>
  );
}

const dayNames = ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"] as const;
const dayWords = ["Sundays", "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays"] as const;
const MUTES_MAX = 10;
const usualMute: Mute = { days: [0, 1, 2, 3, 4, 5, 6], from: "22:00", to: "07:00" };

function MuteRow({
  mute,
  onChange,
  onRemove,
}: {
  readonly mute: Mute;
  readonly onChange: (mute: Mute) => void;
  readonly onRemove: () => void;
}) {
  const toggle = (day: number) => {
    const days = mute.days.includes(day)
      ? mute.days.filter((other) => other !== day)
      : [...mute.days, day].sort((a, b) => a - b);
    if (days.length > 0) onChange({ ...mute, days });
  };
  return (
    <li className="flex flex-wrap items-center gap-2">
      <span className="flex gap-0.5">
        {dayNames.map((name, day) => (
          <button
            key={name}
            type="button"
            className="chip min-w-8 px-1"
            data-on={mute.days.includes(day)}
            aria-pressed={mute.days.includes(day)}
            aria-label={dayWords[day]}
            onClick={() => toggle(day)}
          >
            {name}
          </button>
        ))}
      </span>
      <input
        type="time"
        className="field num"
        aria-label="Muted from, UTC"
        value={mute.from}
        onChange={(event) => onChange({ ...mute, from: event.target.value })}
      />
      <span className="text-fg-2">to</span>
      <input
        type="time"
        className="field num"
        aria-label="Muted until, UTC"
        value={mute.to}
        onChange={(event) => onChange({ ...mute, to: event.target.value })}
      />
      <span className="text-fg-3 text-meta">UTC</span>
      <button type="button" className="icon-button" aria-label="Remove this mute window" onClick={onRemove}>
        <X size={16} strokeWidth={1.75} aria-hidden="true" />
      </button>
    </li>
  );
}

/** Hours in which nothing is sent; what fires inside them is kept. */
export function MuteFields({ draft, problems, onChange }: AfterProps) {
  const { mutes } = draft;
  const set = (next: readonly Mute[]) => onChange({ ...draft, mutes: next });
  return (
    <div className="flex flex-col gap-2 text-table">
      {mutes.length > 0 && (
        <ul className="flex flex-col gap-2" aria-label="Mute windows">
          {mutes.map((mute, index) => (
            <MuteRow
              // biome-ignore lint/suspicious/noArrayIndexKey: windows have nothing else that tells them apart.
              key={index}
              mute={mute}
              onChange={(next) => set(mutes.map((other, place) => (place === index ? next : other)))}
              onRemove={() => set(mutes.filter((_, place) => place !== index))}
            />
          ))}
        </ul>
      )}
      {mutes.length < MUTES_MAX && (
        <button
          type="button"
          className="button-plain w-fit gap-1 pr-2 text-accent"
          onClick={() => set([...mutes, usualMute])}
        >
          <Plus size={14} strokeWidth={1.75} aria-hidden="true" />
          Mute window
        </button>
      )}
      <Problem id="mutes-problem" text={problems.get("mutes")} />
    </div>
  );
}

/** Where it goes: the inbox always, and whichever channel works. */
export function ChannelFields({ draft, onChange }: AfterProps) {
  const { data, error } = useChannels(true);
  const usable = new Set(usableChannels(data).map(({ id }) => id));
  const others = (data?.channels ?? []).filter(({ kind }) => kind !== "inbox");
  const toggle = (id: string) => {
    const channelIds = draft.channelIds.includes(id)
      ? draft.channelIds.filter((other) => other !== id)
      : [...draft.channelIds, id];
    onChange({ ...draft, channelIds });
  };
  return (
    <fieldset className="text-table">
      <legend className="mb-1 text-fg-2">Send to</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        <label className="flex min-h-8 items-center gap-2 text-fg-2">
          <input type="checkbox" className="size-4 accent-accent" checked disabled />
          Inbox (always)
        </label>
        {others.map(({ id, kind, label, destination, configured, state }) => (
          <label key={id} className="flex min-h-8 items-center gap-2 pointer-coarse:min-h-11" data-hint={destination}>
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={draft.channelIds.includes(id)}
              onChange={() => toggle(id)}
            />
            {channelNames[kind]}
            {label === "" ? "" : ` · ${label}`}
            {!usable.has(id) && (
              <span className="text-stale">{configured && state === "disabled" ? "disabled" : "not configured"}</span>
            )}
          </label>
        ))}
      </div>
      {error instanceof Error && <p className="text-fg-3">Channels could not be read: {error.message}</p>}
      {data !== undefined && others.length === 0 && (
        <p className="text-fg-3">
          No other channel is set up. The Channels tab of Alerts adds e-mail, Telegram and more.
        </p>
      )}
    </fieldset>
  );
}

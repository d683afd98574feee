import { useState } from "react";
import { Change, type ChangeView } from "@/components/ui/change";
import { Glyph } from "@/components/ui/glyph";
import { Unknown } from "@/components/ui/unknown";
import { useMarketNow } from "@/hooks/use-market";
import { formatAge } from "@/lib/format/age";
import type { BandView, CoinView, Known, PartView, TextView } from "./present-momentum";
import type { SparklinePath } from "./sparkline-path";

export function KnownChange({
  value,
  withUnit = false,
}: {
  readonly value: Known<ChangeView>;
  readonly withUnit?: boolean;
}) {
  return value.known ? <Change view={value.value} withUnit={withUnit} /> : <Unknown reason={value.reason} />;
}

export function KnownText({ value }: { readonly value: Known<string> | Known<TextView> }) {
  if (!value.known) return <Unknown reason={value.reason} />;
  const view: TextView = typeof value.value === "string" ? { text: value.value } : value.value;
  if (view.spoken === undefined) return <span data-hint={view.hint}>{view.text}</span>;
  return (
    <>
      <span aria-hidden="true">{view.text}</span>
      <span className="sr-only">{view.spoken}</span>
    </>
  );
}

/** Places moved in an hour: glyph and number, words for those who cannot see them. */
export function Movement({ value, long = false }: { readonly value: CoinView["movement"]; readonly long?: boolean }) {
  if (!value.known) return <Unknown reason={value.reason} />;
  const { direction, digits, spoken } = value.value;
  return (
    <span
      className="num inline-flex items-center gap-0.5 text-fg-2"
      data-hint={`${spoken}${long ? " in 24 h" : " in 1 h"}`}
    >
      <Glyph direction={direction} />
      <span aria-hidden="true">{digits}</span>
      <span className="sr-only">{spoken}</span>
    </span>
  );
}

/** Six parts in fixed order on a track as long as the attainable maximum; hatched where an input was missing. */
export function MakeUpBar({ parts, sentence }: { readonly parts: readonly PartView[]; readonly sentence: string }) {
  return (
    <div
      className="flex h-2 w-full gap-px overflow-hidden rounded-[2px] bg-surface-3"
      role="img"
      aria-label={sentence}
      data-hint={sentence}
    >
      {parts.map((part) =>
        part.widthPercent === 0 ? null : (
          <span
            key={part.name}
            className={`h-full ${part.missing ? "hatch" : part.fill}`}
            style={{ width: `${part.widthPercent}%` }}
            data-part={part.name}
          />
        ),
      )}
    </div>
  );
}

/** A level, not a button: four pips in one tone and the wire's word. */
export function Band({ band, word = true }: { readonly band: BandView; readonly word?: boolean }) {
  return (
    <span
      className="inline-flex items-center gap-1.5 whitespace-nowrap text-fg-2 text-meta"
      data-hint={`Band ${band.word}. ${band.hint}`}
    >
      <svg width="30" height="8" viewBox="0 0 30 8" aria-hidden="true" className="shrink-0">
        {[0, 1, 2, 3].map((pip) => (
          <rect
            key={pip}
            x={pip * 8 + 0.5}
            y="0.5"
            width="5"
            height="7"
            fill={pip < band.pips ? "currentColor" : "none"}
            stroke="currentColor"
            strokeOpacity={pip < band.pips ? 1 : 0.55}
          />
        ))}
      </svg>
      {band.withheld ? (
        <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
          <path
            d="M6 1.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6ZM2.6 9.4l6.8-6.8"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.3"
          />
        </svg>
      ) : null}
      <span className={word ? "" : "sr-only"}>{band.word}</span>
      {band.withheld ? <span className="sr-only">, withheld: {band.hint}</span> : null}
    </span>
  );
}

/** Seven days of hourly closes, the same colour up or down: the change beside it tells the direction. */
export function Sparkline({
  path,
  sentence,
  width,
  height,
}: {
  readonly path: SparklinePath | null;
  readonly sentence: string;
  readonly width: number;
  readonly height: number;
}) {
  if (path === null) return <Unknown reason={sentence} />;
  return (
    <svg
      role="img"
      aria-label={sentence}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className="block h-full w-full overflow-visible text-fg-2"
    >
      <path
        d={path.d}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
      <path
        d={`M${path.end[0]} ${path.end[1]}h0`}
        fill="none"
        stroke="var(--fg)"
        strokeWidth="5"
        strokeLinecap="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

/** The provider's picture of a coin, or two letters where there is none or it does not load. */
export function CoinDisc({ initials, image }: { readonly initials: string; readonly image: string | null }) {
  const [failed, setFailed] = useState(false);
  if (image === null || failed)
    return (
      <span
        aria-hidden="true"
        className="grid size-5 shrink-0 place-items-center rounded-full bg-surface-3 font-medium text-[9px] text-fg-2 leading-none"
      >
        {initials}
      </span>
    );
  return (
    // biome-ignore lint/performance/noImgElement: another site's 20 px icon gains nothing from our image server.
    <img
      src={image}
      alt=""
      width={20}
      height={20}
      loading="lazy"
      referrerPolicy="no-referrer"
      onError={() => setFailed(true)}
      className="size-5 shrink-0 rounded-full"
    />
  );
}

/** How long ago the provider saw this price, counting on. */
export function Age({ at }: { readonly at: number | null }) {
  const now = useMarketNow();
  if (at === null) return <Unknown reason="The provider does not say when it saw this price." />;
  return <span className="num shrink-0 whitespace-nowrap text-fg-3">{formatAge(at, now)}</span>;
}

export interface ScaleMark {
  /** 0–1. */
  readonly at: number;
  readonly label: string;
}

export interface ScaleLineProps {
  /** The line in words: all of it is drawn for the eye only. */
  readonly sentence: string;
  /** 0–1; null draws an empty line. */
  readonly value: number | null;
  /** A meter is filled up to its value; else the value is a mark on a line. */
  readonly filled?: boolean;
  readonly range?: readonly [low: number, high: number] | null;
  readonly marks?: readonly ScaleMark[];
  readonly ends: readonly [low: string, high: string];
}

const percent = (share: number) => `${Math.min(100, Math.max(0, share * 100))}%`;

/** A value between two ends: a meter with its threshold, or a probability with its base rate and its range. */
export function ScaleLine({ sentence, value, filled = false, range = null, marks = [], ends }: ScaleLineProps) {
  return (
    <div role="img" aria-label={sentence} className="num text-meta text-fg-3">
      <div className="relative mt-5 h-3 rounded-[2px] bg-surface-3">
        {range && (
          <div
            className="absolute inset-y-0 bg-accent-tint outline outline-line-strong"
            style={{ left: percent(range[0]), width: percent(range[1] - range[0]) }}
          />
        )}
        {filled && value !== null && (
          <div className="absolute inset-y-0 left-0 rounded-[2px] bg-part-whale" style={{ width: percent(value) }} />
        )}
        {!filled && value !== null && (
          <div
            className="absolute -inset-y-1 w-1 -translate-x-1/2 rounded-full bg-fg"
            style={{ left: percent(value) }}
          />
        )}
        {marks.map((mark) => (
          <div
            key={mark.label}
            className="absolute -inset-y-1 w-0.5 bg-fg-2 outline outline-surface-1"
            style={{ left: percent(mark.at) }}
          >
            <span
              className={`absolute bottom-full whitespace-nowrap ${mark.at > 0.8 ? "right-0" : mark.at < 0.1 ? "left-0" : "left-0 -translate-x-1/2"}`}
            >
              {mark.label}
            </span>
          </div>
        ))}
      </div>
      <div className="mt-1 flex justify-between">
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </div>
    </div>
  );
}

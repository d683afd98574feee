export interface DivergingBarProps {
  /** −1…1; null draws the line alone. */
  readonly share: number | null;
  /** Colour repeats the side only where the sides are up and down. */
  readonly tone?: "direction" | "neutral";
}

/** A bar from the middle to one side. Drawn for the eye: words and a signed number stand beside it. */
export function DivergingBar({ share, tone = "neutral" }: DivergingBarProps) {
  const width = share === null ? 0 : Math.min(1, Math.abs(share)) * 50;
  const isDown = share !== null && share < 0;
  const fill = tone === "neutral" ? "bg-fg-3" : isDown ? "bg-down-mark" : "bg-up-mark";
  return (
    <div className="relative h-3 w-full self-center rounded-[2px] bg-surface-3" aria-hidden="true">
      <div
        className={`absolute inset-y-0 ${fill}`}
        style={{ left: `${isDown ? 50 - width : 50}%`, width: `${width}%` }}
      />
      <div className="absolute -inset-y-0.5 left-1/2 w-px bg-fg-2" />
    </div>
  );
}

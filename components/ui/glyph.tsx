import type { Direction } from "@/lib/format/glyph";

const paths: Record<Direction, string> = {
  up: "M4 1 7.5 7h-7Z",
  down: "M4 7 .5 1h7Z",
  same: "M1 2.25h6v1.25H1ZM1 4.75h6V6H1Z",
  new: "M4 0 5 3 8 4 5 5 4 8 3 5 0 4 3 3Z",
};

const tones: Record<Direction, string> = {
  up: "text-up-mark",
  down: "text-down-mark",
  same: "text-fg-3",
  new: "text-accent",
};

/** The one shape of a direction; the words beside it or hidden from sight say the same. */
export function Glyph({ direction }: { readonly direction: Direction }) {
  return (
    <svg
      width="8"
      height="8"
      viewBox="0 0 8 8"
      aria-hidden="true"
      className={`inline-block shrink-0 ${tones[direction]}`}
    >
      <path d={paths[direction]} fill="currentColor" />
    </svg>
  );
}

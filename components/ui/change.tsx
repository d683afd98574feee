import type { Direction } from "@/lib/format/glyph";
import { Glyph } from "./glyph";

const tones: Record<Direction, string> = { up: "text-up", down: "text-down", same: "text-fg-3", new: "text-accent" };

export interface ChangeView {
  readonly direction: Direction;
  readonly sign: string;
  readonly digits: string;
  readonly unit: string;
  readonly spoken: string;
}

/** A change with glyph, sign and number; colour only repeats what they say. */
export function Change({ view, withUnit = false }: { readonly view: ChangeView; readonly withUnit?: boolean }) {
  return (
    <span className={`num inline-flex items-center gap-1 whitespace-nowrap ${tones[view.direction]}`}>
      <Glyph direction={view.direction} />
      <span aria-hidden="true">
        <span className="sign">{view.sign}</span>
        {view.digits}
        {withUnit ? view.unit : ""}
      </span>
      <span className="sr-only">{view.spoken}</span>
    </span>
  );
}

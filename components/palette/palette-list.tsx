import { formatPrice } from "@/lib/format/price";
import { formatRank } from "@/lib/format/rank";
import { formatScore } from "@/lib/format/score";
import type { CoinReading } from "./use-coin-readings";
import type { PaletteGroup, PaletteOption } from "./use-palette-options";

function Reading({ reading, stale }: { readonly reading: CoinReading | null; readonly stale: boolean }) {
  const tone = stale ? "text-fg-3" : "text-fg-2";
  return (
    <span
      className={`num ml-auto grid shrink-0 grid-cols-[56px_48px_88px] text-right ${tone} max-sm:grid-cols-[48px_84px]`}
    >
      <span>
        <span className="sr-only">rank </span>
        {formatRank(reading?.rank ?? null)}
      </span>
      <span className="max-sm:hidden">
        <span className="sr-only">score </span>
        {formatScore(reading?.momentum_score ?? null)}
      </span>
      <span>{formatPrice(reading?.current_price ?? null)}</span>
    </span>
  );
}

function OptionBody({ option }: { readonly option: PaletteOption }) {
  if (option.coin !== null) {
    const { symbol, name } = option.coin;
    return (
      <>
        {option.verb !== null && <span className="shrink-0 text-fg-2">{option.verb}</span>}
        <span className="shrink-0 font-semibold text-fg">{symbol}</span>
        <span className="min-w-0 truncate text-fg-2">{name}</span>
        <Reading reading={option.reading} stale={option.stale} />
      </>
    );
  }
  return (
    <>
      <span className="min-w-0 truncate text-fg">{option.label}</span>
      {option.hint !== null && <span className="num ml-auto shrink-0 text-fg-3 text-meta">{option.hint}</span>}
    </>
  );
}

export interface PaletteListProps {
  readonly id: string;
  readonly label: string;
  readonly groups: readonly PaletteGroup[];
  readonly active: number;
  readonly optionId: (index: number) => string;
  readonly onTake: (index: number) => void;
}

/** Options under their headings; the focus stays in the field, which names the active one. */
export function PaletteList({ id, label, groups, active, optionId, onTake }: PaletteListProps) {
  return (
    <div id={id} role="listbox" aria-label={label} className="palette-list">
      {groups.map(({ title, options }) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset may not stand in a listbox
        <div key={title} role="group" aria-label={title}>
          <p aria-hidden="true" className="palette-title">
            {title}
          </p>
          {options.map((option) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's, which names the active option
            <div
              key={option.key}
              id={optionId(option.index)}
              role="option"
              tabIndex={-1}
              aria-selected={option.index === active}
              className="palette-option"
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onTake(option.index)}
            >
              <OptionBody option={option} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

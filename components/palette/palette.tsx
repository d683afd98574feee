"use client";

import { Search } from "lucide-react";
import { type KeyboardEvent, type SyntheticEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { CoinPurpose } from "@/components/layout/use-guides";
import { PaletteList } from "./palette-list";
import { usePaletteOptions } from "./use-palette-options";

const PAGE = 8;

const purposeLabels: Readonly<Record<CoinPurpose, string>> = {
  open: "Find a coin",
  alert: "New alert for",
  plan: "Plan a buy of",
  watch: "Watch, or no longer",
  backtest: "Backtest",
};

export interface PaletteProps {
  /** What is done with a coin where only coins are looked for; null looks for everything. */
  readonly purpose: CoinPurpose | null;
  readonly onClose: () => void;
}

/** The dialog is modal, its focus stays in the field; it goes back where it came from unless a choice moved it. */
function useModal() {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    const origin = document.activeElement;
    element.showModal();
    element.querySelector<HTMLElement>("input")?.focus();
    return () => {
      element.close();
      if (origin instanceof HTMLElement && origin.isConnected) origin.focus({ preventScroll: true });
    };
  }, []);
  return dialog;
}

/** Coins, pages and actions by a few letters, without a mouse: a combobox over one list of options. */
export function Palette({ purpose, onClose }: PaletteProps) {
  const id = useId();
  const dialog = useModal();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const { groups, options, note } = usePaletteOptions(text, purpose);
  const at = Math.min(active, options.length - 1);
  const optionId = (index: number) => `${id}-${index}`;
  const walk = (to: number) => {
    setActive(to);
    document.getElementById(optionId(to))?.scrollIntoView({ block: "nearest" });
  };
  const take = (index: number) => {
    const option = options[index];
    if (option === undefined) return;
    // Closed first: what is chosen may open a layer of its own, and the focus is given back before it takes it.
    flushSync(onClose);
    option.run();
  };
  const last = options.length - 1;
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => walk(at >= last ? 0 : at + 1),
    ArrowUp: () => walk(at <= 0 ? last : at - 1),
    PageDown: () => walk(Math.min(last, at + PAGE)),
    PageUp: () => walk(Math.max(0, at - PAGE)),
    Enter: () => take(at),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isAgain = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
    const act = isAgain ? onClose : keys[event.key];
    if (act === undefined || event.nativeEvent.isComposing) return;
    event.preventDefault();
    // A key that is held down does not choose, nor close what it has just opened.
    if (event.repeat && (isAgain || event.key === "Enter")) return;
    if (options.length > 0 || isAgain) act();
  };
  const label = purpose === null ? "Coins, pages and actions" : purposeLabels[purpose];
  const cancel = (event: SyntheticEvent) => {
    event.preventDefault();
    onClose();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside it closes it; the key for that is Esc
    <dialog
      ref={dialog}
      aria-label={label}
      className="palette"
      onCancel={cancel}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      data-testid="palette"
    >
      <div className="palette-body">
        <div className="flex items-center gap-2 border-line border-b px-4">
          <Search size={16} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-fg-3" />
          <input
            role="combobox"
            aria-label={label}
            aria-expanded={options.length > 0}
            aria-controls={`${id}-list`}
            aria-activedescendant={options[at] === undefined ? undefined : optionId(at)}
            aria-autocomplete="list"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            maxLength={100}
            placeholder={purpose === null ? "SOL, alert btc, light theme" : `${label} …`}
            className="palette-field"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setActive(0);
              // Enter takes the first result: it must be in sight.
              document.getElementById(`${id}-list`)?.scrollTo({ top: 0 });
            }}
            onKeyDown={onKeyDown}
          />
          <button type="button" className="button-plain shrink-0 px-2 text-fg-2 text-meta" onClick={onClose}>
            <kbd className="key">Esc</kbd>
            <span className="sr-only">Close</span>
          </button>
        </div>
        <PaletteList id={`${id}-list`} label={label} groups={groups} active={at} optionId={optionId} onTake={take} />
        <p role="status" className="num shrink-0 border-line border-t px-4 py-2 text-fg-3 text-meta">
          {note}
        </p>
      </div>
    </dialog>
  );
}

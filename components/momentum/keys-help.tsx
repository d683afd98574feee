"use client";

import { useEffect, useRef } from "react";

const keys: readonly [key: string, does: string][] = [
  ["/", "find a coin"],
  ["j, ↓", "next coin"],
  ["k, ↑", "previous coin"],
  ["Home, End", "first, last coin"],
  ["Enter", "open the coin"],
  ["o", "open the coin's page"],
  ["a", "alert for the coin"],
  ["p", "plan a buy of the coin"],
  ["w", "watch the coin, or no longer"],
  ["c", "coins of the same group, and back"],
  ["Esc", "close the topmost, then clear the search"],
  ["v", "cards or table"],
  [".", "apply the waiting order"],
  ["f", "filters"],
  ["s", "sort"],
  ["[", "narrow or wide navigation"],
  ["]", "side rail"],
  ["?", "these keys"],
];

/** All keys of the page. The native dialog traps focus and gives it back. */
export function KeysHelp({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="keys-title"
      onClose={onClose}
      className="m-auto w-80 rounded-dialog border border-line bg-surface-1 p-6 text-fg shadow-float backdrop:bg-bg/60"
    >
      <h2 id="keys-title" className="mb-3 font-semibold text-price">
        Keys
      </h2>
      <dl className="grid grid-cols-[96px_1fr] gap-y-2 text-table">
        {keys.map(([key, does]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="font-mono text-fg">{key}</kbd>
            </dt>
            <dd className="text-fg-2">{does}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog" className="mt-4">
        <button type="submit" className="button">
          Close
        </button>
      </form>
    </dialog>
  );
}

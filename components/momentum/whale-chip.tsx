/** The sign of a coin whose whales are active: a shape and a word, so that colour adds nothing. */
export function WhaleChip({ sentence, short = false }: { readonly sentence: string; readonly short?: boolean }) {
  return (
    <span
      className="inline-flex shrink-0 items-center gap-1 rounded-chip border border-line-strong bg-surface-2 px-1 font-medium text-fg text-meta"
      data-hint={sentence}
      data-testid="whale-chip"
    >
      <svg width="12" height="8" viewBox="0 0 12 8" aria-hidden="true" className="text-part-whale">
        <path
          d="M0 4.6C0 2 2.3.6 4.7.6c2.7 0 4.2 2.4 6 1L12 .4v4.2C12 6.600 9.900 7.600 7 7.600H3.400C1.500 7.600 0 6.400 0 4.600Z"
          fill="currentColor"
        />
      </svg>
      {short ? <span className="sr-only">Whales active</span> : "Whales"}
    </span>
  );
}

const FLAG = "M3 1.5v9M3 2h6L7.2 4.5 9 7H3";

/** The sign of a firing. */
export function FlagGlyph({ className = "", size = 12 }: { readonly className?: string; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden="true" className={`shrink-0 ${className}`}>
      <path d={FLAG} fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  );
}

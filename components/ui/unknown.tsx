import { DASH } from "@/lib/format/glyph";

/** A value nobody knows: a dash with its reason on hover, on tap and for screen readers. */
export function Unknown({ reason }: { readonly reason: string }) {
  return (
    <span className="unknown" data-hint={reason}>
      <span aria-hidden="true">{DASH}</span>
      <span className="sr-only">unknown: {reason}</span>
    </span>
  );
}

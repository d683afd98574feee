import type { ClusterMark } from "./cluster-marks";

/** The mark of a group beside its name; the name says what the mark means. */
export function ClusterGlyph({ mark }: { readonly mark: ClusterMark }) {
  return (
    <svg width="12" height="12" viewBox="-1.5 -1.5 3 3" aria-hidden="true" className="shrink-0">
      <path d={mark.path} fill={`var(--${mark.token})`} fillRule="evenodd" />
    </svg>
  );
}

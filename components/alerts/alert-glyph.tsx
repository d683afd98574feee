import { type AlertStateName, stateMeanings, stateWords } from "./present-alerts";

const paths: Readonly<Record<AlertStateName, string>> = {
  firing: "M3 1.5v9M3 2h6L7.2 4.5 9 7H3",
  armed: "M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Z",
  cooling: "M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM6 1.5V6h4.5",
  no_data:
    "M6 1.5a4.5 4.5 0 0 1 3.2 1.3M10.5 6a4.5 4.5 0 0 1-1.3 3.2M6 10.5a4.5 4.5 0 0 1-3.2-1.3M1.5 6a4.5 4.5 0 0 1 1.3-3.2",
  muted: "M1.5 4.5h2L6 2.2v7.6L3.5 7.5h-2ZM8 4.5l3 3M11 4.5l-3 3",
  paused: "M4 2v8M8 2v8",
  ended: "M6 1.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6ZM2.6 9.4l6.8-6.8",
};

const tones: Readonly<Record<AlertStateName, string>> = {
  firing: "text-accent",
  armed: "text-fg-2",
  cooling: "text-fg-2",
  no_data: "text-fg-3",
  muted: "text-fg-3",
  paused: "text-fg-3",
  ended: "text-fg-3",
};

/** How an alert stands: a shape and its word. */
export function AlertState({ state }: { readonly state: AlertStateName }) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 whitespace-nowrap ${tones[state]}`}
      data-hint={stateMeanings[state]}
      data-testid="alert-state"
    >
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" className="shrink-0">
        <path
          d={paths[state]}
          fill={state === "firing" ? "currentColor" : "none"}
          stroke="currentColor"
          strokeWidth="1.4"
          strokeLinejoin="round"
          strokeLinecap="round"
        />
      </svg>
      {stateWords[state]}
    </span>
  );
}

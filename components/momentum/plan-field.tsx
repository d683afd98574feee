"use client";

import { type KeyboardEvent, useId } from "react";
import { fixedDigits, fixedPoint } from "@/lib/market/fixed-point";

export interface PlanFieldProps {
  readonly label: string;
  readonly unit: string;
  readonly value: string;
  /** What an arrow key adds or takes. */
  readonly step: number;
  readonly problem: string | undefined;
  readonly result?: string;
  readonly autoFocus?: boolean;
  readonly onChange: (text: string) => void;
}

/** The number one step away, never below zero; a text that is no number stays. */
function stepped(text: string, by: number): string {
  const [value, step] = [fixedPoint(text.replaceAll(",", "")), fixedPoint(by)];
  if (value === null || step === null) return text;
  const next = value + step;
  return next <= 0n ? text : fixedDigits(next, 2).replace(/\.?0+$/u, "");
}

/** A number that steps by arrow keys, with what it comes to and what is wrong with it on the same two lines. */
export function PlanField({ label, unit, value, step, problem, result, autoFocus = false, onChange }: PlanFieldProps) {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (direction === 0) return;
    event.preventDefault();
    onChange(stepped(value, direction * step));
  };
  return (
    <>
      <label htmlFor={id} className="text-fg-2">
        {label}
      </label>
      <div className="min-w-0">
        <div className="flex items-center gap-2">
          <input
            id={id}
            value={value}
            inputMode="decimal"
            autoComplete="off"
            data-autofocus={autoFocus || undefined}
            className="field num w-32 text-right"
            aria-invalid={problem !== undefined}
            aria-describedby={problem === undefined ? undefined : `${id}-problem`}
            onChange={(event) => onChange(event.target.value)}
            onFocus={(event) => event.target.select()}
            onKeyDown={onKeyDown}
          />
          <span className="text-fg-2">{unit}</span>
          {result && <span className="num text-fg">{result}</span>}
        </div>
        {problem !== undefined && (
          <p id={`${id}-problem`} className="mt-1 text-danger text-meta">
            {problem}
          </p>
        )}
      </div>
    </>
  );
}

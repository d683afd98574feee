"use client";

import { useId } from "react";

export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly unit?: string;
  readonly type?: "text" | "date";
  readonly max?: string;
  /** Words instead of a number: another keyboard on a phone. */
  readonly isWords?: boolean;
  readonly placeholder?: string;
  readonly problem?: string | undefined;
  readonly testId?: string;
}

/** A labelled field whose complaint stands under it. */
export function Field(props: FieldProps) {
  const { label, value, onChange, unit, type = "text", max, isWords = false, placeholder, problem, testId } = props;
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-fg-2 text-meta">
        {label}
        {unit !== undefined && <span className="text-fg-3"> {unit}</span>}
      </label>
      <input
        id={id}
        type={type}
        value={value}
        max={max}
        placeholder={placeholder}
        inputMode={type === "date" || isWords ? undefined : "decimal"}
        autoComplete="off"
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        className="field num w-full min-w-0 pointer-coarse:min-h-11"
        onChange={(event) => onChange(event.target.value)}
        data-testid={testId}
      />
      {problem !== undefined && (
        <p id={`${id}-problem`} className="text-danger text-meta">
          {problem}
        </p>
      )}
    </div>
  );
}

export interface CheckProps {
  readonly label: string;
  readonly hint: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly testId?: string;
}

export function Check({ label, hint, checked, onChange, testId }: CheckProps) {
  return (
    <label className="flex items-start gap-2 py-1 text-table pointer-coarse:min-h-11">
      <input
        type="checkbox"
        className="mt-0.5 size-4 shrink-0 accent-accent"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        data-testid={testId}
      />
      <span className="min-w-0">
        <span className="text-fg">{label}</span> <span className="text-fg-3">{hint}</span>
      </span>
    </label>
  );
}

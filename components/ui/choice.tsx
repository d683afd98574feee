"use client";

import { useId } from "react";

export interface ChoiceProps<T extends string> {
  readonly legend: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** Draws the legend above the options instead of only speaking it. */
  readonly showLegend?: boolean;
}

/** One of a few, side by side: native radio buttons, so arrow keys work as readers expect. */
export function Choice<T extends string>({ legend, options, value, onChange, showLegend = false }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className={showLegend ? "mb-1 text-fg-2 text-meta" : "sr-only"}>{legend}</legend>
      <div className="inline-flex rounded-button border border-line-strong">
        {options.map((option) => (
          <label key={option.value} className="choice">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              className="sr-only"
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

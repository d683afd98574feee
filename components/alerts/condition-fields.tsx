"use client";

import { X } from "lucide-react";
import { useId } from "react";
import { rankWindowSchema } from "@/lib/momentum/rank-move";
import { actionSchema } from "@/lib/momentum/scored-coin";
import { type ConditionDraft, type ConditionType, hasThreshold, newCondition } from "./rule-draft";

const typeNames: readonly (readonly [type: ConditionType, name: string])[] = [
  ["score_above", "score is at or above"],
  ["score_below", "score is at or below"],
  ["score_crosses", "score crosses"],
  ["price_above", "price is at or above"],
  ["price_below", "price is at or below"],
  ["price_crosses", "price crosses"],
  ["percent_move", "moves by"],
  ["whale_seen", "whale confidence is at least"],
  ["pretrend_above", "pre-trend probability is at least"],
  ["rank_top", "enters or leaves the top"],
  ["cluster_change", "moves to another cluster"],
  ["action_change", "band changes"],
];

const unitNames: Partial<Record<ConditionType, string>> = {
  price_above: "$",
  price_below: "$",
  price_crosses: "$",
  pretrend_above: "%",
};

interface FieldsProps {
  readonly condition: ConditionDraft;
  readonly onChange: (changes: Partial<ConditionDraft>) => void;
  readonly problemId: string | undefined;
}

interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [value: T, name: string])[];
  readonly onChange: (value: T) => void;
}

export function Select<T extends string>({ label, value, options, onChange }: SelectProps<T>) {
  return (
    <select
      className="field"
      aria-label={label}
      value={value}
      onChange={(event) => {
        const chosen = options.find(([option]) => option === event.target.value);
        if (chosen) onChange(chosen[0]);
      }}
    >
      {options.map(([option, name]) => (
        <option key={option} value={option}>
          {name}
        </option>
      ))}
    </select>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: string;
  readonly problemId: string | undefined;
  readonly onChange: (text: string) => void;
  readonly className?: string;
  readonly testId?: string;
}

export function NumberField({ label, value, problemId, onChange, className = "w-28", testId }: NumberFieldProps) {
  return (
    <input
      className={`field num text-right ${className}`}
      aria-label={label}
      inputMode="decimal"
      autoComplete="off"
      value={value}
      aria-invalid={problemId !== undefined}
      aria-describedby={problemId}
      onChange={(event) => onChange(event.target.value)}
      data-testid={testId}
      data-autofocus={testId === "threshold" || undefined}
    />
  );
}

function Threshold({ condition, onChange, problemId }: FieldsProps) {
  const unit = unitNames[condition.type];
  return (
    <>
      {condition.type.endsWith("_crosses") && (
        <Select
          label="Direction"
          value={condition.direction === "down" ? "down" : "up"}
          options={[
            ["up", "upwards"],
            ["down", "downwards"],
          ]}
          onChange={(direction) => onChange({ direction })}
        />
      )}
      {unit === "$" && <span className="text-fg-2">$</span>}
      <NumberField
        label="Threshold"
        value={condition.threshold}
        problemId={problemId}
        onChange={(threshold) => onChange({ threshold })}
        testId="threshold"
      />
      {unit === "%" && <span className="text-fg-2">%</span>}
    </>
  );
}

function PercentMove({ condition, onChange, problemId }: FieldsProps) {
  return (
    <>
      <NumberField
        label="Percent"
        value={condition.percent}
        problemId={problemId}
        onChange={(percent) => onChange({ percent })}
        className="w-20"
      />
      <span className="text-fg-2">%</span>
      <Select
        label="Direction"
        value={condition.direction}
        options={[
          ["either", "either way"],
          ["up", "up"],
          ["down", "down"],
        ]}
        onChange={(direction) => onChange({ direction })}
      />
      <span className="text-fg-2">in</span>
      <Select
        label="Window"
        value={condition.window}
        options={rankWindowSchema.options.map((window) => [window, window] as const)}
        onChange={(window) => onChange({ window })}
      />
      <span className="text-fg-2">by</span>
      <Select
        label="Reading"
        value={condition.reading}
        options={[
          ["price", "price"],
          ["score", "score"],
        ]}
        onChange={(reading) => onChange({ reading })}
      />
    </>
  );
}

function RankTop({ condition, onChange, problemId }: FieldsProps) {
  return (
    <>
      <Select
        label="Enters or leaves"
        value={condition.change}
        options={[
          ["enters", "enters"],
          ["leaves", "leaves"],
        ]}
        onChange={(change) => onChange({ change })}
      />
      <span className="text-fg-2">the top</span>
      <NumberField
        label="Top"
        value={condition.top}
        problemId={problemId}
        onChange={(top) => onChange({ top })}
        className="w-20"
      />
    </>
  );
}

function OwnFields(props: FieldsProps) {
  const { condition, onChange } = props;
  if (hasThreshold(condition.type)) return <Threshold {...props} />;
  if (condition.type === "percent_move") return <PercentMove {...props} />;
  if (condition.type === "rank_top") return <RankTop {...props} />;
  if (condition.type === "action_change")
    return (
      <Select
        label="To band"
        value={condition.to ?? "any"}
        options={[
          ["any", "to any"] as const,
          ...actionSchema.options.map((action) => [action, `to ${action}`] as const),
        ]}
        onChange={(to) => onChange({ to: to === "any" ? null : to })}
      />
    );
  return null;
}

export interface ConditionFieldsProps {
  readonly condition: ConditionDraft;
  /** The scope's coin's price, so that a price condition starts where the price is. */
  readonly price: number | null;
  readonly problem: string | undefined;
  readonly onChange: (changes: Partial<ConditionDraft>) => void;
  /** Null where it is the only one. */
  readonly onRemove: (() => void) | null;
}

/** One condition as part of a sentence, with what is wrong with it under it. */
export function ConditionFields({ condition, price, problem, onChange, onRemove }: ConditionFieldsProps) {
  const id = useId();
  const problemId = problem === undefined ? undefined : `${id}-problem`;
  const changeType = (type: ConditionType) => {
    const { key: _key, ...usual } = newCondition(type, price);
    onChange(usual);
  };
  return (
    <div>
      <div className="flex flex-wrap items-center gap-2">
        <Select label="Condition" value={condition.type} options={typeNames} onChange={changeType} />
        <OwnFields condition={condition} onChange={onChange} problemId={problemId} />
        {onRemove && (
          <button type="button" className="icon-button" aria-label="Remove this condition" onClick={onRemove}>
            <X size={16} strokeWidth={1.75} aria-hidden="true" />
          </button>
        )}
      </div>
      {problem !== undefined && (
        <p id={problemId} className="mt-1 text-danger text-meta" data-testid="condition-problem">
          {problem}
        </p>
      )}
    </div>
  );
}

"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { failureText, RequestFailure } from "@/hooks/requests";
import { changeAlert, createAlert } from "@/hooks/use-alerts";
import { useCoinActions } from "@/hooks/use-coin-actions";
import { CONDITIONS_MAX } from "@/lib/alerts/condition";
import { type AlertNames, ruleSentence, ruleTitle } from "@/lib/contracts/alert-sentences";
import type { RuleBody } from "@/lib/contracts/http/alerts";
import { AfterFields, ChannelFields, MuteFields } from "./after-fields";
import { ConditionFields } from "./condition-fields";
import type { PricePoint } from "./present-preview";
import { PreviewPanel, usePreview } from "./preview-panel";
import {
  addAlternative,
  addLine,
  changeCondition,
  conditionCount,
  type DraftProblems,
  firstProblem,
  newCondition,
  type RuleDraft,
  readDraft,
  removeCondition,
  USUAL_COOLDOWN_MINUTES,
} from "./rule-draft";
import { ScopeFields } from "./scope-fields";

export interface Suggestion {
  readonly label: string;
  readonly draft: (known: RuleDraft) => RuleDraft;
}

export interface RuleBuilderProps {
  readonly title: string;
  readonly initial: RuleDraft;
  /** Null for a rule that is new. */
  readonly alertId: string | null;
  readonly suggestions: readonly Suggestion[];
  /** Of the scope's coin, where it is known. */
  readonly price: number | null;
  readonly prices: readonly PricePoint[];
  readonly watchlistName: (id: string) => string;
  readonly onClose: () => void;
}

interface ConditionsProps {
  readonly draft: RuleDraft;
  readonly problems: DraftProblems;
  readonly price: number | null;
  readonly onChange: (draft: RuleDraft) => void;
}

/** Lines joined one way, and inside a line the other way. */
function Conditions({ draft, problems, price, onChange }: ConditionsProps) {
  const count = conditionCount(draft);
  const [outer, inner] = draft.match === "all" ? ["and", "or"] : ["or", "and"];
  const fresh = () => newCondition("score_above");
  return (
    <div className="flex flex-col gap-2">
      {draft.lines.map((line, index) => (
        <div key={line.key} className={count > 1 ? "flex flex-col gap-2 border-line border-l-2 pl-3" : ""}>
          {index > 0 && <span className="text-fg-2 text-table">{outer}</span>}
          {line.conditions.map((condition, place) => (
            <div key={condition.key} className="flex flex-wrap items-baseline gap-2">
              {place > 0 && <span className="text-fg-2 text-table">{inner}</span>}
              <ConditionFields
                condition={condition}
                price={price}
                problem={problems.get(`condition:${condition.key}`)}
                onChange={(changes) => onChange(changeCondition(draft, condition.key, changes))}
                onRemove={count === 1 ? null : () => onChange(removeCondition(draft, condition.key))}
              />
            </div>
          ))}
          {count > 1 && count < CONDITIONS_MAX && (
            <button
              type="button"
              className="button-plain w-fit gap-1 pr-2 text-fg-2 text-meta"
              onClick={() => onChange(addAlternative(draft, line.key, fresh()))}
            >
              <Plus size={12} aria-hidden="true" />
              {inner} …
            </button>
          )}
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-2">
        {count < CONDITIONS_MAX && (
          <button
            type="button"
            className="button-plain gap-1 pr-2 text-accent text-table"
            onClick={() => onChange(addLine(draft, fresh()))}
          >
            <Plus size={14} strokeWidth={1.75} aria-hidden="true" />
            Condition
          </button>
        )}
        {draft.lines.length > 1 && (
          <select
            className="field"
            aria-label="How conditions are joined"
            value={draft.match}
            onChange={(event) => onChange({ ...draft, match: event.target.value === "any" ? "any" : "all" })}
          >
            <option value="all">all must hold</option>
            <option value="any">one must hold</option>
          </select>
        )}
        {count > 1 && <span className="num text-fg-3 text-meta">{`${count} of ${CONDITIONS_MAX}`}</span>}
      </div>
    </div>
  );
}

function namesOf({ scope }: RuleDraft, watchlist: (id: string) => string): AlertNames {
  const coin = scope.kind === "coin" ? scope.coin : null;
  return { coin: (id) => coin?.symbol ?? id, watchlist };
}

/** The rule as the server will say it. */
function inWords(body: RuleBody, draft: RuleDraft, watchlistName: (id: string) => string): string {
  const words = {
    ...body,
    cooldownMinutes: body.cooldown_minutes ?? USUAL_COOLDOWN_MINUTES,
    expiresAt: body.expires_at === null ? null : Date.parse(body.expires_at),
  };
  return ruleSentence(words, namesOf(draft, watchlistName));
}

interface SavingProblem {
  readonly text: string;
  readonly signIn: boolean;
}

function problemOf(error: unknown): SavingProblem {
  const signIn = error instanceof RequestFailure && error.needsSignIn;
  const details = error instanceof RequestFailure ? (error.problem?.errors ?? []) : [];
  const text =
    details.length === 0 ? failureText(error) : details.map(({ path, message }) => `${path} ${message}`).join(". ");
  return { text, signIn };
}

/** A rule that exists begins anew only when it looks at something else. */
function looksAnew(body: RuleBody, initial: RuleDraft, alertId: string | null): boolean {
  const before = alertId === null ? null : readDraft(initial).body;
  if (before === null) return true;
  return JSON.stringify([before.scope, before.when]) !== JSON.stringify([body.scope, body.when]);
}

function useSaving(alertId: string | null, onClose: () => void) {
  const actions = useCoinActions();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<SavingProblem | null>(null);
  const save = async (body: RuleBody, title: string) => {
    setBusy(true);
    setProblem(null);
    try {
      const link = { href: "/alerts", label: "Alerts" };
      if (alertId === null) {
        const { already_true } = await createAlert(body);
        actions.say(
          already_true ? `Saved: ${title}. It holds already and fires once right away.` : `Saved: ${title}.`,
          {
            link,
          },
        );
      } else {
        await changeAlert(alertId, body);
        actions.say("Saved. It is judged again with the next data.");
      }
      onClose();
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return { busy, problem, save };
}

function Foot({
  isNew,
  busy,
  disabled,
  problem,
  hint,
  onSave,
}: {
  readonly isNew: boolean;
  readonly busy: boolean;
  readonly disabled: boolean;
  readonly problem: SavingProblem | null;
  readonly hint: string | null;
  readonly onSave: () => void;
}) {
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p className="min-h-4 min-w-0 flex-1 text-meta" aria-live="polite" data-testid="save-problem">
        {problem === null ? (
          <span className="text-fg-3">{hint}</span>
        ) : (
          <span className="text-danger">
            {problem.text}{" "}
            {problem.signIn && (
              <a href="/sign-in" target="_blank" rel="noreferrer" className="underline underline-offset-2">
                Sign in (new tab; what you typed stays)
              </a>
            )}
          </span>
        )}
      </p>
      <button
        type="button"
        className="button button-primary"
        disabled={disabled || busy}
        onClick={onSave}
        data-testid="save-alert"
      >
        {isNew ? "Create" : "Save"}
      </button>
    </div>
  );
}

/** A rule as a sentence of fields, judged by the server's own schema as one types, and played over history before it is kept. */
export function RuleBuilder(props: RuleBuilderProps) {
  const { title, alertId, suggestions, price, prices, watchlistName, onClose } = props;
  const [draft, setDraft] = useState(props.initial);
  const { body, problems } = readDraft(draft);
  const reading = usePreview(body);
  const { busy, problem, save } = useSaving(alertId, onClose);
  const after = { draft, problems, onChange: setDraft };
  const keep = async () => {
    if (body === null || busy) return;
    await save(body, body.name || ruleTitle(body, namesOf(draft, watchlistName)));
  };
  return (
    <Dialog
      title={title}
      width={560}
      onClose={onClose}
      testId="rule-builder"
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void keep();
      }}
      foot={
        <Foot
          isNew={alertId === null}
          busy={busy}
          disabled={body === null}
          problem={problem}
          hint={firstProblem(problems)}
          onSave={() => void keep()}
        />
      }
    >
      <div className="flex flex-col gap-4">
        {suggestions.length > 0 && (
          <fieldset className="flex flex-wrap gap-1.5" aria-label="Suggestions">
            {suggestions.map((suggestion) => (
              <button
                key={suggestion.label}
                type="button"
                className="chip"
                onClick={() => setDraft(suggestion.draft(draft))}
              >
                {suggestion.label}
              </button>
            ))}
          </fieldset>
        )}
        <ScopeFields
          scope={draft.scope}
          problem={problems.get("scope")}
          onChange={(scope) => setDraft({ ...draft, scope })}
        />
        <Conditions draft={draft} problems={problems} price={price} onChange={setDraft} />
        <AfterFields {...after} />
        <MuteFields {...after} />
        <ChannelFields {...after} />
        <label className="flex items-center gap-2 text-fg-2 text-table">
          Name
          <input
            className="field min-w-0 flex-1"
            maxLength={120}
            placeholder="made from the rule"
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
          />
        </label>
        <p className="min-h-10 text-fg-2 text-table" data-testid="in-words">
          {body === null ? "" : `In words: “${inWords(body, draft, watchlistName)}”`}
        </p>
        {reading.preview?.already_true && body !== null && looksAnew(body, props.initial, alertId) && (
          <p className="text-stale text-table" data-testid="already-true">
            This holds now: it fires once right away.
          </p>
        )}
        <PreviewPanel reading={reading} readable={body !== null} prices={prices} />
      </div>
    </Dialog>
  );
}

import { z } from "zod";
import { conditionSchema } from "@/lib/alerts/condition";
import { ruleBodySchema, rulePatchSchema, shortAlertBodySchema } from "./alerts";

type ShortAlertBody = z.infer<typeof shortAlertBodySchema>;
type LongAlertBody = z.infer<typeof ruleBodySchema>;

/** What `POST /market/alerts` takes: the contract's short body where there is an `alert_type`, ours otherwise. */
export type AlertBody =
  | { readonly kind: "short"; readonly body: ShortAlertBody }
  | { readonly kind: "long"; readonly body: LongAlertBody };

export const alertBodySchema = z.unknown().transform((input, context): AlertBody => {
  if (isRecord(input) && "alert_type" in input) {
    const parsed = shortAlertBodySchema.safeParse(input);
    if (parsed.success) return { kind: "short", body: parsed.data };
    return refuse(parsed.error, input, context);
  }
  const parsed = ruleBodySchema.safeParse(input);
  if (parsed.success) return { kind: "long", body: parsed.data };
  return refuse(parsed.error, input, context);
});

/** `rulePatchSchema` with mistakes that name what is allowed. */
export const alertPatchSchema = z.unknown().transform((input, context): z.infer<typeof rulePatchSchema> => {
  const parsed = rulePatchSchema.safeParse(input);
  return parsed.success ? parsed.data : refuse(parsed.error, input, context);
});

type Issue = z.core.$ZodIssue;

function refuse(error: z.ZodError, input: unknown, context: z.core.$RefinementCtx): never {
  for (const { path, message } of error.issues.flatMap((issue) => plainIssues(issue, [], input))) {
    context.addIssue({ code: "custom", path: [...path], message });
  }
  return z.NEVER;
}

const conditionTypes = conditionSchema.options.map((option) => option.shape.type.value).join(", ");

/** A union says only "Invalid input"; this says what the part that was meant got wrong. */
function plainIssues(
  issue: Issue,
  above: readonly PropertyKey[],
  input: unknown,
): { path: PropertyKey[]; message: string }[] {
  const path = [...above, ...issue.path];
  if (issue.code !== "invalid_union") return [{ path, message: issue.message }];
  if (issue.errors.length === 0) {
    const last = path.at(-1);
    const message = last === "type" ? `must be one of ${conditionTypes}` : "must be coin, watchlist or filter";
    return [{ path, message }];
  }
  // Groups have `of`, and stand behind single conditions.
  const value = valueAt(input, path);
  const meant = issue.errors[isRecord(value) && "of" in value ? 1 : 0] ?? [];
  return meant.flatMap((inner) => plainIssues(inner, path, input));
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (isRecord(value) ? value[String(key)] : undefined), input);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

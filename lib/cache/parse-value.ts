import type { z } from "zod";
import type { Logger } from "@/lib/log";

/** Last complaint by key, so that a value that is read four times a second is complained about once. */
const complaints = new Map<string, string>();

/**
 * A stored JSON value through its schema. What does not fit was written by another version of the code or by a stranger:
 * it counts as absent, and is said once until a good value is read again.
 */
export function parseValue<T>(key: string, text: string, schema: z.ZodType<T>, log?: Logger): T | null {
  const problem = checkValue(text, schema);
  if (problem.ok) {
    complaints.delete(key);
    return problem.value;
  }
  complain(key, problem.reason, log);
  return null;
}

/** Says once that a stored value cannot be used. */
export function complain(key: string, reason: string, log?: Logger): void {
  if (complaints.get(key) === reason) return;
  complaints.set(key, reason);
  log?.error({ key, reason }, "A stored value does not fit its schema and counts as absent");
}

function checkValue<T>(text: string, schema: z.ZodType<T>): { ok: true; value: T } | { ok: false; reason: string } {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return { ok: true, value: parsed.data };
    const [issue] = parsed.error.issues;
    return { ok: false, reason: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "does not fit"}` };
  } catch {
    return { ok: false, reason: "not JSON" };
  }
}

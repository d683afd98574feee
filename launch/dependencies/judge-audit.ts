import { z } from "zod";
import type { AcceptedAdvisory } from "./accepted-advisories";

const severitySchema = z.enum(["info", "low", "moderate", "high", "critical"]);
const advisorySchema = z.object({
  name: z.string(),
  title: z.string(),
  url: z.string(),
  severity: severitySchema,
  range: z.string(),
});
/** What `npm audit --json` says: of each package either advisories of its own, or the packages through which it is hit. */
const reportSchema = z.object({
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), advisorySchema])) })),
});

export interface Advisory extends z.infer<typeof advisorySchema> {
  readonly id: string;
}

export interface AuditVerdict {
  /** Neither mended nor explained. */
  readonly open: readonly Advisory[];
  readonly accepted: readonly (Advisory & { readonly why: string; readonly until: string })[];
  /** Ids that are explained and not found any more: the explanation can go. */
  readonly needless: readonly string[];
}

/** The registry's answer against what we have explained; null when it is no report, so that silence is never taken for health. */
export function judgeAudit(answer: unknown, accepted: readonly AcceptedAdvisory[], today: string): AuditVerdict | null {
  const parsed = reportSchema.safeParse(answer);
  if (!parsed.success) return null;
  const found = new Map<string, Advisory>();
  for (const { via } of Object.values(parsed.data.vulnerabilities)) {
    for (const cause of via) {
      if (typeof cause === "string") continue;
      const id = cause.url.split("/").at(-1) ?? cause.url;
      found.set(`${id} ${cause.name}`, { ...cause, id });
    }
  }
  const reasons = new Map(accepted.filter(({ until }) => until > today).map((reason) => [reason.id, reason]));
  const all = [...found.values()].sort((a, b) => a.id.localeCompare(b.id));
  return {
    open: all.filter(({ id }) => !reasons.has(id)),
    accepted: all.flatMap((advisory) => {
      const reason = reasons.get(advisory.id);
      return reason === undefined ? [] : [{ ...advisory, why: reason.why, until: reason.until }];
    }),
    needless: accepted.filter(({ id }) => all.every((advisory) => advisory.id !== id)).map(({ id }) => id),
  };
}

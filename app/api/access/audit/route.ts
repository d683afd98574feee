import { createRoute } from "@/app/api/create-route";
import { auditQuerySchema } from "@/lib/contracts/http/access";
import { isoTime } from "@/lib/contracts/http/freshness";
import { jsonAnswer, neverCache } from "@/lib/http/answer";
import { listAuditEvents } from "@/lib/store/audit-log";

export const GET = createRoute({
  access: { access: "private", scope: "admin" },
  query: auditQuerySchema,
  async handle({ limit, before }, { services: { database } }) {
    const events = await listAuditEvents(database, { limit, before: before ?? null });
    const entries = events.map(({ at, ...event }) => ({ ...event, time: isoTime(at) }));
    return jsonAnswer({ entries, next: events.length < limit ? null : (events.at(-1)?.id ?? null) }, neverCache);
  },
});

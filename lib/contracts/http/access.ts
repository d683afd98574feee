import { z } from "zod";
import { accessScopeSchema } from "./access-state";
import { integerText } from "./query-text";

const passwordRule = "must be 10 to 200 characters";
const passwordSchema = z
  .string({ error: passwordRule })
  .min(10, { error: passwordRule })
  .max(200, { error: passwordRule });

/** Body of `POST /access/setup`, only while there is no owner. */
export const passwordBodySchema = z.object({ password: passwordSchema });
/** Body of `POST /access/sign-in`. Any text may be tried: a rule here would only tell what a password looks like. */
export const signInBodySchema = z.object({
  password: z.string({ error: "must be a text" }).max(200, { error: "must be 200 characters at most" }),
});
export const changePasswordBodySchema = z.object({ current: z.string().max(200), password: passwordSchema });

export const apiKeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(accessScopeSchema),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().nullable(),
    last_used_at: z.iso.datetime().nullable(),
    revoked_at: z.iso.datetime().nullable(),
  })
  .meta({ id: "ApiKey" });
export type ApiKey = z.infer<typeof apiKeySchema>;

export const createApiKeyBodySchema = z.object({
  name: z.string().trim().min(1, { error: "must have a name" }).max(80, { error: "must be 80 characters at most" }),
  scopes: z.array(accessScopeSchema).min(1, { error: "must have at least one scope" }),
  expires_at: z.iso.datetime({ offset: true }).nullable().default(null),
});

/** The key itself is in this answer and nowhere else, ever. */
export const createdApiKeySchema = apiKeySchema.extend({ key: z.string() }).meta({ id: "CreatedApiKey" });

export type CreatedApiKey = z.infer<typeof createdApiKeySchema>;
export const apiKeyListSchema = z.object({ keys: z.array(apiKeySchema) });

export const auditEntrySchema = z.object({
  id: z.number().int(),
  time: z.iso.datetime(),
  actor: z.string(),
  action: z.string(),
  target: z.string().nullable(),
  address: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

const AUDIT_ROWS_MAX = 500;
export const auditQuerySchema = z.object({
  limit: integerText(1, AUDIT_ROWS_MAX).default(100),
  before: integerText(1, Number.MAX_SAFE_INTEGER).optional(),
});
export const auditListSchema = z.object({
  entries: z.array(auditEntrySchema),
  /** Send it as `before` for what is older; null at the end. */
  next: z.number().int().nullable(),
});

import { z } from "zod";

/** What a key, or the owner's session, may do. `admin` may do everything. */
export const accessScopeSchema = z.enum(["read", "alerts", "backtests", "admin"]);
export type AccessScope = z.infer<typeof accessScopeSchema>;

const passwordRule = "must be 10 to 200 characters";
const passwordSchema = z
  .string({ error: passwordRule })
  .min(10, { error: passwordRule })
  .max(200, { error: passwordRule });

/** Body of `POST /access/setup` (only while there is no owner) and `POST /access/sign-in`. */
export const passwordBodySchema = z.object({ password: passwordSchema });
export const changePasswordBodySchema = z.object({ current: z.string().max(200), password: passwordSchema });

/** Answer of `GET /access`: what the page needs to know of its reader. */
export const accessStateSchema = z.object({
  /** No owner yet: the first visitor sets the password. */
  needs_setup: z.boolean(),
  signed_in: z.boolean(),
  reads: z.enum(["open", "closed"]),
  scopes: z.array(accessScopeSchema),
});
export type AccessState = z.infer<typeof accessStateSchema>;

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
export const createdApiKeySchema = apiKeySchema.extend({ key: z.string() });

export const auditEntrySchema = z.object({
  id: z.number().int(),
  time: z.iso.datetime(),
  actor: z.string(),
  action: z.string(),
  target: z.string().nullable(),
  address: z.string().nullable(),
});

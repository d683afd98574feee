import { z } from "zod";

/** What a key, or the owner's session, may do. `admin` may do everything. */
export const accessScopeSchema = z.enum(["read", "alerts", "backtests", "admin"]);
export type AccessScope = z.infer<typeof accessScopeSchema>;

/** Answer of `GET /access`: what the page needs to know of its reader. */
export const accessStateSchema = z
  .object({
    /** No owner yet: the first visitor sets the password. */
    needs_setup: z.boolean(),
    signed_in: z.boolean(),
    /** How the caller is known; `local` is the visitor of a demo on its own machine, who needs no password. */
    via: z.enum(["session", "local", "key"]).nullable(),
    reads: z.enum(["open", "closed"]),
    scopes: z.array(accessScopeSchema),
    /** False where OWNER_PASSWORD says what the password is. */
    password_changeable: z.boolean(),
  })
  .meta({ id: "AccessState" });
export type AccessState = z.infer<typeof accessStateSchema>;

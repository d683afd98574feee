import { bigint, integer, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** The one owner. `session_epoch` grows when every session shall end. */
export const owners = pgTable("owners", {
  createdAt: at("created_at").notNull().defaultNow(),
  id: integer().primaryKey(),
  sessionEpoch: integer("session_epoch").notNull().default(1),
  passwordHash: text("password_hash").notNull(),
});

/** Keys of scripts: only a hash is kept. */
export const apiKeys = pgTable("api_keys", {
  createdAt: at("created_at").notNull().defaultNow(),
  expiresAt: at("expires_at"),
  lastUsedAt: at("last_used_at"),
  revokedAt: at("revoked_at"),
  id: text().primaryKey(),
  name: text().notNull(),
  /** First letters, by which its owner knows it. */
  prefix: text().notNull(),
  hash: text().notNull().unique(),
  scopes: text().array().notNull(),
});

/** Every write and every sign-in, who and from where; never a secret. */
export const auditLog = pgTable("audit_log", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  at: at("at").notNull().defaultNow(),
  actor: text().notNull(),
  action: text().notNull(),
  target: text(),
  address: text(),
  detail: jsonb(),
});

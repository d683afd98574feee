import { randomUUID } from "node:crypto";
import { z } from "zod";
import { createRoute } from "@/app/api/create-route";
import { createWriteRoute } from "@/app/api/create-write-route";
import { type CreatedApiKey, createApiKeyBodySchema } from "@/lib/contracts/http/access";
import { createdAnswer, jsonAnswer, neverCache } from "@/lib/http/answer";
import { createApiKey } from "@/lib/http/api-key";
import { answerInvalid } from "@/lib/http/problem";
import { insertApiKey, listApiKeys } from "@/lib/store/api-keys";
import { toWireKey } from "./wire-key";

export const GET = createRoute({
  access: { access: "private", scope: "admin" },
  query: z.object({}),
  async handle(_query, { services: { database } }) {
    const keys = await listApiKeys(database);
    return jsonAnswer({ keys: keys.map(toWireKey) }, neverCache);
  },
});

export const POST = createWriteRoute({
  scope: "admin",
  body: createApiKeyBodySchema,
  async handle({ body, services: { database } }) {
    const expiresAt = body.expires_at === null ? null : Date.parse(body.expires_at);
    if (expiresAt !== null && expiresAt <= Date.now()) {
      return answerInvalid([{ path: "expires_at", message: "must be in the future" }]);
    }
    const { key, prefix, hash } = createApiKey();
    const scopes = [...new Set(body.scopes)];
    const stored = await insertApiKey(database, { id: randomUUID(), name: body.name, prefix, hash, scopes, expiresAt });
    const created: CreatedApiKey = { ...toWireKey(stored), key };
    return createdAnswer(created, `/api/access/keys/${stored.id}`);
  },
});

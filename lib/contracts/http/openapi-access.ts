import {
  apiKeyListSchema,
  apiKeySchema,
  auditListSchema,
  auditQuerySchema,
  changePasswordBodySchema,
  createApiKeyBodySchema,
  createdApiKeySchema,
  passwordBodySchema,
  signInBodySchema,
} from "./access";
import { accessStateSchema } from "./access-state";
import type { ReadEndpoints, WriteEndpoints } from "./openapi-endpoint";

export const accessSchemas = {
  AccessState: accessStateSchema,
  ApiKey: apiKeySchema,
  ApiKeyList: apiKeyListSchema,
  CreatedApiKey: createdApiKeySchema,
  AuditList: auditListSchema,
} as const;

export const accessReads: ReadEndpoints = {
  "/api/access": {
    summary: "Who the caller is, and whether the owner has set a password yet",
    answers: ["AccessState"],
    problems: [429],
  },
  "/api/access/keys": {
    summary: "The API keys, newest first",
    scope: "admin",
    answers: ["ApiKeyList"],
    problems: [429],
  },
  "/api/access/audit": {
    summary: "What was written and who signed in, newest first",
    scope: "admin",
    query: auditQuerySchema,
    answers: ["AuditList"],
    problems: [400, 429],
  },
};

export const accessWrites: WriteEndpoints = {
  "POST /api/access/setup": {
    summary: "Set the owner's password, once",
    description: "Only while there is no owner. The answer carries the session cookie.",
    scope: "public",
    body: passwordBodySchema,
    status: 200,
    answers: ["AccessState"],
    problems: [403, 409],
  },
  "POST /api/access/sign-in": {
    summary: "Sign in with the owner's password",
    description: "The answer carries the session cookie. Attempts are few: 10 in 15 minutes from one address.",
    scope: "public",
    body: signInBodySchema,
    status: 200,
    answers: ["AccessState"],
    problems: [401, 403],
  },
  "POST /api/access/sign-out": { summary: "End this session", scope: "public", status: 204, problems: [403] },
  "POST /api/access/sign-out-everywhere": { summary: "End every session", scope: "admin", status: 204 },
  "POST /api/access/password": {
    summary: "Change the owner's password",
    description: "Ends every other session; the answer carries a new session cookie.",
    scope: "admin",
    body: changePasswordBodySchema,
    status: 204,
    problems: [409],
  },
  "POST /api/access/keys": {
    summary: "Make an API key",
    description: "The key is in this answer and nowhere else. Send it as `Authorization: Bearer` or `X-API-Key`.",
    scope: "admin",
    body: createApiKeyBodySchema,
    status: 201,
    answers: ["CreatedApiKey"],
  },
  "DELETE /api/access/keys/{id}": {
    summary: "Revoke an API key",
    scope: "admin",
    pathParameters: { id: "The key's id." },
    status: 204,
    problems: [404],
  },
};

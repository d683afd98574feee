import type { z } from "zod";
import type { AccessScope } from "./access-state";

/** A GET of the interface. */
export interface ReadEndpoint {
  summary: string;
  description?: string;
  /** Scope that a key needs where the answer is the owner's own; left out, the market's readers may. */
  scope?: AccessScope;
  query?: z.ZodObject;
  pathParameters?: Record<string, string>;
  /** Schema names of a good answer; several mean one of them. */
  answers: readonly string[];
  problems: readonly number[];
}

/** A POST, PUT, PATCH or DELETE of the interface; its key is `POST /api/…`. */
export interface WriteEndpoint {
  summary: string;
  description?: string;
  scope: AccessScope | "public";
  body?: z.ZodType;
  pathParameters?: Record<string, string>;
  /** 204 has no answer. */
  status: 200 | 201 | 202 | 204;
  answers?: readonly string[];
  /** Beside 400 (with a body), 401, 403 and 429, which every write may get. */
  problems?: readonly number[];
}

export type ReadEndpoints = Record<string, ReadEndpoint>;
export type WriteEndpoints = Record<`${"POST" | "PUT" | "PATCH" | "DELETE"} /api/${string}`, WriteEndpoint>;

import { z } from "zod";
import { statusReportSchema } from "@/lib/contracts/status";
import { streamLimits } from "@/lib/contracts/stream";
import { candlesAnswerSchema, candlesQuerySchema } from "./candles";
import { clustersListSchema, clustersQuerySchema, wireClusterSchema } from "./clusters";
import { coinDetailSchema } from "./coin-answer";
import { wirePretrendDetailsSchema, wireWhaleDetailsSchema } from "./evidence";
import { healthSchema } from "./health";
import {
  coinsListSchema,
  momentumHistoryListSchema,
  momentumHistoryRowSchema,
  momentumListSchema,
  momentumRowSchema,
} from "./momentum";
import { coinsQuerySchema, momentumQuerySchema } from "./momentum-query";
import { accessReads, accessSchemas, accessWrites } from "./openapi-access";
import { alertReads, alertSchemas, alertWrites } from "./openapi-alerts";
import { backtestReads, backtestSchemas, backtestWrites } from "./openapi-backtests";
import { channelReads, channelSchemas, channelWrites } from "./openapi-channels";
import type { ReadEndpoint, ReadEndpoints, WriteEndpoint, WriteEndpoints } from "./openapi-endpoint";
import { problemSchema } from "./problem";
import { rankChangesListSchema, rankChangesQuerySchema, wireRankChangeSchema } from "./rank-changes";
import {
  scorecardAnswerSchema,
  wirePretrendRecordSchema,
  wirePretrendReportSchema,
  wireScoreMeasureSchema,
  wireScoreReportSchema,
} from "./scorecard";

/** Every schema of an answer, by the name it has in the document. */
const schemas = {
  MomentumRow: momentumRowSchema,
  MomentumHistoryRow: momentumHistoryRowSchema,
  MomentumList: momentumListSchema,
  MomentumHistoryList: momentumHistoryListSchema,
  CoinsList: coinsListSchema,
  CoinDetail: coinDetailSchema,
  Candles: candlesAnswerSchema,
  Cluster: wireClusterSchema,
  ClustersList: clustersListSchema,
  WhaleDetails: wireWhaleDetailsSchema,
  PretrendDetails: wirePretrendDetailsSchema,
  RankChange: wireRankChangeSchema,
  RankChangesList: rankChangesListSchema,
  Scorecard: scorecardAnswerSchema,
  ScoreReport: wireScoreReportSchema,
  ScoreMeasure: wireScoreMeasureSchema,
  PretrendReport: wirePretrendReportSchema,
  PretrendRecord: wirePretrendRecordSchema,
  Health: healthSchema,
  StatusReport: statusReportSchema,
  ...accessSchemas,
  ...alertSchemas,
  ...backtestSchemas,
  ...channelSchemas,
  Problem: problemSchema,
} as const;

/** What each parameter means; a test fails when one has no sentence. */
export const parameterMeanings: Record<string, string> = {
  page: "Page number, from 1. A page past the end is empty.",
  per_page: "Rows per page.",
  sort: "What to order by. Unknown values come last either way; equal ones keep the board's order.",
  order: "Direction of the order.",
  q: "Finds coins whose id, symbol or name contains this, in upper or lower case.",
  ids: "Only these coin ids, separated by commas, at most 250.",
  min_marketcap: "Smallest market cap in US dollars. Coins whose market cap is not known are left out.",
  max_marketcap: "Largest market cap in US dollars. Coins whose market cap is not known are left out.",
  min_volume: "Smallest 24 h volume in US dollars. Coins whose volume is not known are left out.",
  min_score: "Smallest momentum score, 0 to 100.",
  action: "Only these actions (BUY, HOLD, TRIM, EXIT), separated by commas.",
  whale_only: "Only coins with a whale confidence at or above WHALE_CONFIDENCE_THRESHOLD.",
  cluster_id: "Only coins of this cluster.",
  method: "How to group: kmeans or hdbscan. Left out, it is what the operator chose (CLUSTERING_METHOD).",
  timeframe: "Length of a candle: 1h, 4h or 1d, in UTC.",
  include_stable: "Also coins without a rank: stable, wrapped, brand-new and dead ones.",
  since: "How far back the earlier ranking lies.",
  limit: "Rows to list at most; for rank changes also as many newcomers.",
  state: "Only alerts in this state.",
  coin: "Only alerts, or backtests, of this coin, by id or by a symbol that no other coin has.",
  coin_id: "The coin's id.",
  status: "Only backtests in this state.",
  format: "csv or json.",
  table: "What the CSV holds: trades or equity.",
  from: "First instant, ISO-8601 in UTC.",
  to: "Last instant, ISO-8601 in UTC.",
  alert_id: "Only firings of this alert.",
  unread: "true: only what was not read yet.",
  before: "Only what is older than the row with this id.",
  as_of: "The newest stored ranking at or before this time instead of the present one.",
};

const reads: ReadEndpoints = {
  "/api/market/momentum": {
    summary: "The scored and ranked universe, page by page",
    description:
      "Unknown values are null. `timestamp` is when this version of the data became visible, `as_of` the newest datum in it. With `as_of` the answer is a stored ranking in which everything but scores, rank and price is null.",
    query: momentumQuerySchema,
    answers: ["MomentumList", "MomentumHistoryList"],
    problems: [400, 404, 429, 503],
  },
  "/api/market/coins": {
    summary: "Every coin, largest market cap first",
    query: coinsQuerySchema,
    answers: ["CoinsList"],
    problems: [400, 429, 503],
  },
  "/api/market/coin/{id}": {
    summary: "One coin with the explanation of its score and its rank history",
    pathParameters: {
      id: "The coin's id, or its symbol when one coin has it or is a hundred times as large as every other that does. An ambiguous symbol gets 300 with candidates.",
    },
    answers: ["CoinDetail"],
    problems: [300, 404, 429, 503],
  },
  "/api/market/rank-changes": {
    summary: "Coins whose rank changed since an earlier ranking, and exactly why",
    description:
      "Listed are coins whose score moved by a point or more and whose better rank is within 500; most places first. `rank_delta` is current minus previous, so −3 is a rise. `reasons.own.places` is how far the new score alone would have moved the coin in the earlier field, where a tie passes nobody; `reasons.others` is everybody else: coins that passed (`moved`), entered above, or left from above. Places add up to `rank_delta` and points to `score_delta`, to the last of the four decimals that are stored; `clamp` is what the ceiling of 100 took. `previous_at` is null while no stored ranking is near enough.",
    query: rankChangesQuerySchema,
    answers: ["RankChangesList"],
    problems: [400, 404, 429, 503],
  },
  "/api/market/clusters": {
    summary: "Groups of coins that behave alike, with how firmly they hold together",
    description:
      "Names come from what a group is like, ids stay with the group from run to run. Cluster −1 is what no group holds; `reason` says why there are no groups.",
    query: clustersQuerySchema,
    answers: ["ClustersList"],
    problems: [400, 429, 503],
  },
  "/api/market/coin/{id}/candles": {
    summary: "Open, high, low, close of one coin on a venue",
    description:
      "Candles are fetched in the background: `loading` means come again, `none` says why there are none. A stretch in which the venue stood still is left out. `forming` is not closed yet.",
    query: candlesQuerySchema,
    pathParameters: {
      id: "The coin's id, or its symbol when one coin has it or is a hundred times as large as every other that does. An ambiguous symbol gets 300 with candidates.",
    },
    answers: ["Candles"],
    problems: [300, 400, 404, 429, 503],
  },
  "/api/market/scorecard": {
    summary: "What past scores and probabilities were followed by",
    description:
      "Measured over a recording and over this installation's own history, with 95 % intervals, published whatever it says. Parts that were not measured yet are null.",
    answers: ["Scorecard"],
    problems: [429],
  },
  "/api/health": {
    summary: "Whether this process serves, and how fresh its data is",
    answers: ["Health"],
    problems: [429],
  },
  "/api/status": {
    summary: "Processes, refreshes, queues, quota, errors and stores",
    answers: ["StatusReport"],
    problems: [429],
  },
  ...accessReads,
  ...alertReads,
  ...backtestReads,
  ...channelReads,
};

const writes: WriteEndpoints = { ...accessWrites, ...alertWrites, ...backtestWrites, ...channelWrites };

const problemTitles: Record<number, string> = {
  300: "The symbol belongs to several coins",
  400: "A parameter is invalid; `errors` names it and what is allowed",
  401: "Not signed in, and no API key that is valid now",
  403: "Not allowed: the key lacks the scope, or a browser sent it from another site",
  404: "There is no such thing",
  409: "It has changed meanwhile, or exists already",
  429: "Too many requests; `Retry-After` says when to come back",
  503: "There is no data yet, not even old data",
};

type Json = Record<string, unknown>;

/** The whole public interface as an OpenAPI 3.1 document, generated from the schemas that the code itself uses. */
export function describeApi(): Json {
  const paths: Record<string, Json> = {};
  for (const [path, endpoint] of Object.entries(reads)) paths[path] = { get: describeRead(endpoint) };
  for (const [key, endpoint] of Object.entries(writes)) {
    const { method, path } = splitKey(key);
    paths[path] = { ...paths[path], [method.toLowerCase()]: describeWrite(endpoint) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "GhostQuant",
      version: "0.1.0",
      description: `${about} ${describeStream()}`,
      license: { name: "MIT", identifier: "MIT" },
    },
    paths: { ...paths, ...ownDocuments },
    components: { schemas: describeSchemas(), securitySchemes },
  };
}

const about =
  "Explained momentum scores for the whole coin universe. Every path also answers without `/api` (except `/status`, which is a page).";

/** The socket has no place of its own in OpenAPI. */
function describeStream(): string {
  const { subscriptions, messageBytes, messagesPerSecond, clientsPerAddress } = streamLimits;
  return [
    'Live updates: WebSocket `/ws/momentum`. Send `{"action":"subscribe","channels":["top50","symbol:BTC","all"]}`',
    "(or `unsubscribe`) and get a `snapshot` of each channel, then a `top_update` for every version of the data, numbered",
    "by `sequence`. `changes:15m`, `changes:1h`, `changes:24h` and `changes:7d` are the rank changes of a window: a",
    "`rank_snapshot`, then a whole `rank_changes` for every version. A channel that does not exist is refused by name, the",
    'others of its list are not. After a gap send `{"action":"snapshot","channel":"top50"}`. Heartbeats come to everybody; a mistake',
    "gets an `error` and the socket stays open.",
    `Limits: ${subscriptions} channels a connection, ${messageBytes} bytes a message, ${messagesPerSecond} messages a second,`,
    `${clientsPerAddress} connections an address; a client that reads too slowly gets a fresh snapshot instead of what it missed.`,
  ].join(" ");
}

const ownDocuments: Json = {
  "/api/openapi.json": { get: { summary: "This document", responses: { "200": { description: "OpenAPI 3.1" } } } },
  "/api/docs": { get: { summary: "This document for people", responses: { "200": { description: "A page" } } } },
};

/** What a path answers to; what is not documented is taken for a plain read. */
export function methodsOf(path: string): readonly string[] {
  const asked = path.startsWith("/api") ? path : `/api${path}`;
  const known = methodTable.find(({ pattern }) => pattern.test(asked));
  return known?.methods ?? ["GET", "HEAD"];
}

/** A written-out path goes before one with a parameter: "/alerts/preview" is no alert's id. */
function byParameters(left: string, right: string): number {
  return left.split("{").length - right.split("{").length;
}

const paths = new Set([...Object.keys(reads), ...Object.keys(writes).map((key) => splitKey(key).path)]);
const methodTable = [...paths].sort(byParameters).map((path) => ({
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/gu, "[^/]+")}/?$`, "u"),
  methods: [
    ...(path in reads ? ["GET", "HEAD"] : []),
    ...Object.keys(writes).flatMap((key) => (splitKey(key).path === path ? [splitKey(key).method] : [])),
  ],
}));

function splitKey(key: string): { method: string; path: string } {
  const [method = "", path = ""] = key.split(" ");
  return { method, path };
}

const securitySchemes: Json = {
  session: {
    type: "apiKey",
    in: "cookie",
    name: "ghostquant_session",
    description: "Set by signing in; own pages only.",
  },
  bearer: { type: "http", scheme: "bearer", description: "An API key, `gq_…`." },
  apiKey: { type: "apiKey", in: "header", name: "X-API-Key", description: "An API key, `gq_…`." },
};

/** OpenAPI has scopes for OAuth alone, so the sentence names ours. */
function describeAccess(scope: string | undefined): Json {
  if (scope === undefined || scope === "public") return {};
  return { security: [{ session: [] }, { bearer: [] }, { apiKey: [] }] };
}

function sentences(...parts: (string | undefined)[]): Json {
  const text = parts.filter((part) => part !== undefined).join(" ");
  return text === "" ? {} : { description: text };
}

const needs = (scope: string | undefined) =>
  scope === undefined || scope === "public" ? undefined : `An API key needs the scope \`${scope}\`.`;

function describeRead({
  summary,
  description,
  scope,
  query,
  pathParameters = {},
  answers,
  problems,
}: ReadEndpoint): Json {
  return {
    summary,
    ...sentences(description, needs(scope)),
    ...describeAccess(scope),
    parameters: [...describePathParameters(pathParameters), ...(query === undefined ? [] : describeQuery(query))],
    responses: {
      "200": describeAnswer(answers),
      ...describeProblems(scope === undefined ? problems : [...problems, 401, 403]),
    },
  };
}

function describeWrite(endpoint: WriteEndpoint): Json {
  const { summary, description, scope, body, pathParameters = {}, status, answers = [], problems = [] } = endpoint;
  const usual = [...(body === undefined ? [] : [400]), ...(scope === "public" ? [] : [401, 403]), 429];
  return {
    summary,
    ...sentences(description, needs(scope)),
    ...describeAccess(scope),
    parameters: describePathParameters(pathParameters),
    ...(body === undefined ? {} : { requestBody: describeBody(body) }),
    responses: {
      [status]: answers.length === 0 ? { description: "Done" } : describeAnswer(answers),
      ...describeProblems([...usual, ...problems]),
    },
  };
}

function describeBody(body: z.ZodType): Json {
  const schema = z.toJSONSchema(body, { io: "input", unrepresentable: "any", override: simplify });
  return { required: true, content: { "application/json": { schema: withoutIdentity(schema) } } };
}

function describeAnswer(answers: readonly string[]): Json {
  const references = answers.map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const schema = references.length === 1 ? references[0] : { anyOf: references };
  return { description: "The answer", content: { "application/json": { schema } } };
}

function describeProblems(statuses: readonly number[]): Json {
  const content = { "application/problem+json": { schema: problemReference } };
  return Object.fromEntries(
    [...new Set(statuses)].sort().map((status) => [`${status}`, { description: problemTitles[status] ?? "", content }]),
  );
}

const problemReference = { $ref: "#/components/schemas/Problem" };

function describePathParameters(parameters: Record<string, string>): Json[] {
  return Object.entries(parameters).map(([name, description]) => ({
    name,
    in: "path",
    required: true,
    description,
    schema: { type: "string" },
  }));
}

function describeQuery(query: z.ZodObject): Json[] {
  // `output` shows numbers as numbers: the text they travel as is no use to a reader.
  const { properties = {} } = z.toJSONSchema(query, { io: "output", unrepresentable: "any", override: simplify });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    description: parameterMeanings[name] ?? "",
    schema,
    ...(isList(schema) ? { style: "form", explode: false } : {}),
  }));
}

function isList(schema: unknown): boolean {
  return typeof schema === "object" && schema !== null && "type" in schema && schema.type === "array";
}

/** All answer schemas; shared parts (`MomentumRow`) become components of their own. */
function describeSchemas(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const generated = z.toJSONSchema(registry, {
    io: "output",
    unrepresentable: "any",
    override: simplify,
    uri: (id) => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(Object.entries(generated.schemas).map(([name, schema]) => [name, withoutIdentity(schema)]));
}

/** Leaves out what zod adds for machines only: the bounds of safe integers and the pattern behind a named format. */
function simplify({ jsonSchema }: { jsonSchema: Json }): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER || jsonSchema.maximum === Number.MAX_VALUE)
    delete jsonSchema.maximum;
  // Answers may grow, so a client must not refuse a field it does not know.
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
}

/** A component is found by its place; `$id` and `$schema` would move the base of its references. */
function withoutIdentity(schema: object): Json {
  const { $id: _id, $schema: _schema, ...rest } = schema as Json;
  return rest;
}

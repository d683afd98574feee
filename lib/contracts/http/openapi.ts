import { z } from "zod";
import { statusReportSchema } from "@/lib/contracts/status";
import { streamLimits } from "@/lib/contracts/stream";
import { candlesAnswerSchema, candlesQuerySchema } from "./candles";
import { clustersListSchema, clustersQuerySchema, wireClusterSchema } from "./clusters";
import { wirePretrendDetailsSchema, wireWhaleDetailsSchema } from "./evidence";
import { healthSchema } from "./health";
import {
  coinDetailSchema,
  coinsListSchema,
  coinsQuerySchema,
  momentumHistoryListSchema,
  momentumHistoryRowSchema,
  momentumListSchema,
  momentumQuerySchema,
  momentumRowSchema,
} from "./momentum";
import { problemSchema } from "./problem";
import { rankChangesListSchema, rankChangesQuerySchema, wireRankChangeSchema } from "./rank-changes";
import {
  scorecardAnswerSchema,
  wirePretrendRecordSchema,
  wirePretrendReportSchema,
  wireScoreMeasureSchema,
  wireScoreReportSchema,
} from "./scorecard";

interface Endpoint {
  summary: string;
  description?: string;
  query?: z.ZodObject;
  pathParameters?: Record<string, string>;
  /** Schema names of a good answer; several mean one of them. */
  answers: readonly SchemaName[];
  problems: readonly number[];
}

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
  Problem: problemSchema,
} as const;
type SchemaName = keyof typeof schemas;

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
  limit: "Changes to list at most, and as many newcomers.",
  as_of: "The newest stored ranking at or before this time instead of the present one.",
};

const endpoints: Record<string, Endpoint> = {
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
      id: "The coin's id, or its symbol when no other coin has it. An ambiguous symbol gets 300 with candidates.",
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
      id: "The coin's id, or its symbol when no other coin has it. An ambiguous symbol gets 300 with candidates.",
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
};

const problemTitles: Record<number, string> = {
  300: "The symbol belongs to several coins",
  400: "A parameter is invalid; `errors` names it and what is allowed",
  404: "There is no such thing",
  429: "Too many requests; `Retry-After` says when to come back",
  503: "There is no data yet, not even old data",
};

type Json = Record<string, unknown>;

/** The whole public interface as an OpenAPI 3.1 document, generated from the schemas that the code itself uses. */
export function describeApi(): Json {
  const paths = Object.entries(endpoints).map(([path, endpoint]) => [path, { get: describeEndpoint(endpoint) }]);
  return {
    openapi: "3.1.0",
    info: {
      title: "GhostQuant",
      version: "0.1.0",
      description: `${about} ${describeStream()}`,
      license: { name: "MIT", identifier: "MIT" },
    },
    paths: { ...Object.fromEntries(paths), ...ownDocuments },
    components: { schemas: describeSchemas() },
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

function describeEndpoint({ summary, description, query, pathParameters = {}, answers, problems }: Endpoint): Json {
  const references = answers.map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const refusals = problems.map((status) => [
    String(status),
    { description: problemTitles[status] ?? "", content: { "application/problem+json": { schema: problemReference } } },
  ]);
  return {
    summary,
    ...(description === undefined ? {} : { description }),
    parameters: [...describePathParameters(pathParameters), ...(query === undefined ? [] : describeQuery(query))],
    responses: {
      "200": {
        description: "The answer",
        content: { "application/json": { schema: references.length === 1 ? references[0] : { anyOf: references } } },
      },
      ...Object.fromEntries(refusals),
    },
  };
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

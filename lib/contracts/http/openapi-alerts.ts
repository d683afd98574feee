import { z } from "zod";
import {
  alertCreatedSchema,
  alertPreviewSchema,
  alertsListSchema,
  alertsQuerySchema,
  alertTestedSchema,
  firingsQuerySchema,
  readFiringsBodySchema,
  ruleBodySchema,
  rulePatchSchema,
  shortAlertBodySchema,
  wireAlertSchema,
} from "./alerts";
import { firingsListSchema, firingsReadSchema, wireFiringSchema } from "./firings";
import type { ReadEndpoints, WriteEndpoints } from "./openapi-endpoint";
import { watchlistBodySchema, watchlistPatchSchema } from "./watchlist-body";
import { watchlistSchema, watchlistsSchema } from "./watchlists";

export const alertSchemas = {
  Alert: wireAlertSchema,
  AlertsList: alertsListSchema,
  AlertCreated: alertCreatedSchema,
  AlertPreview: alertPreviewSchema,
  AlertTested: alertTestedSchema,
  Firing: wireFiringSchema,
  FiringsList: firingsListSchema,
  FiringsRead: firingsReadSchema,
  Watchlist: watchlistSchema,
  Watchlists: watchlistsSchema,
} as const;

const bodySchema = z.union([shortAlertBodySchema, ruleBodySchema]);
const alertId = { id: "The alert's id." };
const watchlistId = { id: "The watchlist's id." };

export const alertReads: ReadEndpoints = {
  "/api/market/alerts": {
    summary: "The alerts, newest first, each with where its nearest coins stand and why it has not fired",
    scope: "alerts",
    query: alertsQuerySchema,
    answers: ["AlertsList"],
    problems: [400, 429, 503],
  },
  "/api/market/alerts/{id}": {
    summary: "One alert",
    scope: "alerts",
    pathParameters: alertId,
    answers: ["Alert"],
    problems: [404, 429, 503],
  },
  "/api/market/firings": {
    summary: "Every firing there ever was, newest first, with the fate of each delivery",
    scope: "alerts",
    query: firingsQuerySchema,
    answers: ["FiringsList"],
    problems: [400, 429, 503],
  },
  "/api/market/watchlists": {
    summary: "The watchlists in their owner's order",
    scope: "alerts",
    answers: ["Watchlists"],
    problems: [429],
  },
};

export const alertWrites: WriteEndpoints = {
  "POST /api/market/alerts": {
    summary: "Make an alert",
    description:
      "The short body is one coin and one threshold; `user_contact` is the address of the channels that need one, and a channel that is not there yet is made with the alert. A body without `alert_type` is the long one. Nothing is kept when anything in it is wrong.",
    scope: "alerts",
    body: bodySchema,
    status: 201,
    answers: ["AlertCreated"],
    problems: [503],
  },
  "PATCH /api/market/alerts/{id}": {
    summary: "Change, pause or resume an alert",
    description: "What is left out stays. An alert that is to look at something else begins anew.",
    scope: "alerts",
    body: rulePatchSchema,
    pathParameters: alertId,
    status: 200,
    answers: ["Alert"],
    problems: [404, 503],
  },
  "DELETE /api/market/alerts/{id}": {
    summary: "Delete an alert; its firings stay in the ledger",
    scope: "alerts",
    pathParameters: alertId,
    status: 204,
    problems: [404],
  },
  "POST /api/market/alerts/{id}/duplicate": {
    summary: "Copy an alert; the copy is paused",
    scope: "alerts",
    pathParameters: alertId,
    status: 201,
    answers: ["AlertCreated"],
    problems: [400, 404, 503],
  },
  "POST /api/market/alerts/{id}/test": {
    summary: "Send a message marked as a test to the alert's channels",
    scope: "alerts",
    pathParameters: alertId,
    status: 202,
    answers: ["AlertTested"],
    problems: [400, 404, 503],
  },
  "POST /api/market/alerts/preview": {
    summary: "How often an alert would have fired in the last 30 days",
    description:
      "Played on stored history: every five minutes for two days, hourly before. Whales, pre-trend, clusters and bands are not kept, so a rule on those cannot be played.",
    scope: "alerts",
    body: bodySchema,
    status: 200,
    answers: ["AlertPreview"],
    problems: [503],
  },
  "POST /api/market/firings/read": {
    summary: "Mark firings as read",
    scope: "alerts",
    body: readFiringsBodySchema,
    status: 200,
    answers: ["FiringsRead"],
  },
  "POST /api/market/watchlists": {
    summary: "Make a watchlist",
    scope: "alerts",
    body: watchlistBodySchema,
    status: 201,
    answers: ["Watchlist"],
  },
  "PATCH /api/market/watchlists/{id}": {
    summary: "Rename, refill or move a watchlist",
    scope: "alerts",
    body: watchlistPatchSchema,
    pathParameters: watchlistId,
    status: 200,
    answers: ["Watchlist"],
    problems: [404],
  },
  "DELETE /api/market/watchlists/{id}": {
    summary: "Delete a watchlist that no alert watches",
    scope: "alerts",
    pathParameters: watchlistId,
    status: 204,
    problems: [400, 404],
  },
};

"use client";

import useSWR, { mutate } from "swr";
import { z } from "zod";
import type { BacktestBody } from "@/lib/contracts/http/backtest-body";
import {
  type BacktestAnswer,
  type BacktestPreview,
  type BacktestVerify,
  backtestAnswerSchema,
  backtestPreviewSchema,
  backtestsAnswerSchema,
  backtestVerifySchema,
} from "@/lib/contracts/http/backtests";
import { readJson, sendJson } from "./requests";

const JOB = "/api/market/backtest";
const LIST = "/api/market/backtests";
const POLL_MS = 700;
const LIST_POLL_MS = 5_000;
const SHOWN = 50;

const fetchJob = (url: string) => readJson(url, backtestAnswerSchema);
const fetchList = (url: string) => readJson(url, backtestsAnswerSchema);
const addressOf = (id: string) => `${JOB}/${encodeURIComponent(id)}`;

export function isUnderWay(answer: Pick<BacktestAnswer, "status"> | undefined): boolean {
  return answer?.status === "queued" || answer?.status === "running";
}

/** One backtest, asked again and again while it waits or runs; a finished one never changes. */
export function useBacktest(id: string | null) {
  return useSWR(id === null ? null : addressOf(id), fetchJob, {
    refreshInterval: (answer) => (answer === undefined || isUnderWay(answer) ? POLL_MS : 0),
    revalidateOnFocus: false,
  });
}

/** The newest backtests, asked more often while one is under way. */
export function useBacktests() {
  return useSWR(`${LIST}?per_page=${SHOWN}`, fetchList, {
    refreshInterval: (answer) => (answer?.backtests.some(isUnderWay) ? POLL_MS * 2 : LIST_POLL_MS),
    keepPreviousData: true,
  });
}

const refreshList = () => mutate((key) => typeof key === "string" && key.startsWith(LIST));

export async function startBacktest(body: BacktestBody): Promise<BacktestAnswer> {
  const answer = await sendJson("POST", JOB, body, backtestAnswerSchema);
  await refreshList();
  return answer;
}

export async function cancelBacktest(id: string): Promise<void> {
  await sendJson("DELETE", addressOf(id), undefined, z.unknown());
  await Promise.all([mutate(addressOf(id)), refreshList()]);
}

export function previewBacktest(body: BacktestBody): Promise<BacktestPreview> {
  return sendJson("POST", `${JOB}/preview`, body, backtestPreviewSchema);
}

/** Has it run again, to be compared; what came of it is read until it is known. */
export function verifyBacktest(id: string): Promise<BacktestVerify> {
  return sendJson("POST", `${addressOf(id)}/verify`, undefined, backtestVerifySchema);
}

export function readVerification(id: string): Promise<BacktestVerify> {
  return readJson(`${addressOf(id)}/verify`, backtestVerifySchema);
}

export function exportAddress(id: string, format: "csv" | "json"): string {
  return `${addressOf(id)}/export?format=${format}`;
}

import { expect, it } from "vitest";
import { liveClock } from "@/lib/market/clock";
import { presentAge, presentCadence, presentSource } from "./present-freshness";

const now = Date.parse("2026-11-12T09:00:00Z");

it("says the age in words and turns it stale after two silent intervals or when the server says so", () => {
  const heard = { asOf: now - 12_000, now, silenceMs: 0, everySeconds: 30, saidStale: false };
  expect(presentAge(heard)).toEqual({ text: "Data 12s", tone: "fresh" });
  expect(presentAge({ ...heard, asOf: now - 45_000, silenceMs: 45_000 })).toEqual({ text: "Data 45s", tone: "ageing" });
  expect(presentAge({ ...heard, asOf: now - 61_000, silenceMs: 61_000 })).toEqual({
    text: "Data 1m, stale",
    tone: "stale",
  });
  expect(presentAge({ ...heard, saidStale: true }).tone).toBe("stale");
  expect(presentAge({ ...heard, asOf: null }).text).toBe("No data yet");
});

it("does not call a refresh stale because its provider updates slowly", () => {
  const slow = { asOf: now - 240_000, now, silenceMs: 10_000, everySeconds: 30, saidStale: false };
  expect(presentAge(slow)).toEqual({ text: "Data 4m", tone: "fresh" });
});

it("cannot be mistaken about the market", () => {
  expect(presentSource(liveClock, now)).toEqual({ tag: "Live market", strip: null, kind: "live" });
  expect(presentSource({ ...liveClock, source: "simulated", seed: 42 }, now).strip).toBe(
    "Simulated market, seed 42. Prices are generated; nothing here happened.",
  );
  const replay = { ...liveClock, source: "replay" as const, speed: 4 };
  expect(presentSource(replay, now).tag).toBe("Replay 12 Nov 09:00, 4×");
  expect(presentSource({ ...replay, endsAt: now }, now).strip).toMatch(/ended/);
  expect(presentSource(null, now).kind).toBe("unknown");
});

it("says when the next refresh is", () => {
  expect(presentCadence({ kind: "fast", everySeconds: 30, refreshedAt: now - 12_000 }, now)).toEqual({
    name: "Top coins",
    every: "30s",
    last: "12s",
    next: "in 18s",
  });
  expect(presentCadence({ kind: "full", everySeconds: 300, refreshedAt: now - 400_000 }, now).next).toBe("due");
});

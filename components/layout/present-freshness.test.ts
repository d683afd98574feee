import { expect, it } from "vitest";
import { liveClock } from "@/lib/market/clock";
import { presentAge, presentCadence, presentSource } from "./present-freshness";

const now = Date.parse("2026-11-12T09:00:00Z");

it("says the age in words and turns it stale after two intervals or when the server says so", () => {
  expect(presentAge(now - 12_000, now, 30, false)).toEqual({ text: "Data 12s", tone: "fresh" });
  expect(presentAge(now - 45_000, now, 30, false)).toEqual({ text: "Data 45s", tone: "ageing" });
  expect(presentAge(now - 61_000, now, 30, false)).toEqual({ text: "Data 1m, stale", tone: "stale" });
  expect(presentAge(now - 12_000, now, 30, true).tone).toBe("stale");
  expect(presentAge(null, now, 30, false).text).toBe("No data yet");
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

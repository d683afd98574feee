import { describe, expect, it } from "vitest";
import { liveClock } from "@/lib/market/clock";
import { toCadence, toPace } from "./pace";

const replay = (speed: number) => ({ ...liveClock, source: "replay" as const, speed });

describe("toPace", () => {
  it("is the wish itself on the live market", () => {
    expect(toPace(300, liveClock)).toEqual({ wallMs: 300_000, marketSeconds: 300 });
  });

  it("divides by the speed of a replay", () => {
    expect(toPace(300, replay(60))).toEqual({ wallMs: 5_000, marketSeconds: 300 });
  });

  it("never goes below a second on the wall, and says what that is in market time", () => {
    expect(toPace(30, replay(60))).toEqual({ wallMs: 1_000, marketSeconds: 60 });
  });

  it("keeps a refresh that the plan cannot pay for switched off", () => {
    expect(toCadence({ pages: 10, fastEverySeconds: null, fullEverySeconds: 600 }, liveClock).fast).toBeNull();
  });
});

import { describe, expect, it, vi } from "vitest";
import type { Asking, Principal } from "./principal";
import { rememberPrincipals } from "./remember-principals";

const owner: Principal = { kind: "owner", via: "session" };

function asking(cookie: string, address = "203.0.113.1"): Asking {
  const header = (name: string) => (name === "cookie" ? cookie : null);
  return { address, request: { method: "GET", searchParams: new URLSearchParams(), header } };
}

function start(answer: () => Principal) {
  const state = { now: 0, asked: 0, away: false };
  const memory = rememberPrincipals(
    async () => {
      state.asked += 1;
      if (state.away) throw new Error("Postgres is away");
      return answer();
    },
    () => state.now,
  );
  return { state, ...memory };
}

describe("the memory of who asks", () => {
  it("asks once in five seconds for each cookie and address", async () => {
    const { state, recall } = start(() => owner);
    for (let round = 0; round < 10; round++) expect(await recall(asking("a"))).toBe(owner);
    expect(state.asked).toBe(1);
    await recall(asking("b"));
    await recall(asking("a", "203.0.113.2"));
    expect(state.asked).toBe(3);
    state.now = 5_000;
    await recall(asking("a"));
    expect(state.asked).toBe(4);
  });

  it("never remembers a stranger, so that a key that is made a moment later works", async () => {
    let principal: Principal = { kind: "anonymous" };
    const { recall } = start(() => principal);
    expect((await recall(asking("a"))).kind).toBe("anonymous");
    principal = owner;
    expect(await recall(asking("a"))).toBe(owner);
  });

  it("forgets at once what ended in this process, and within five seconds what ended elsewhere", async () => {
    let principal: Principal = owner;
    const { state, recall, forget } = start(() => principal);
    await recall(asking("a"));
    principal = { kind: "anonymous" };
    forget();
    expect((await recall(asking("a"))).kind).toBe("anonymous");
    principal = owner;
    await recall(asking("a"));
    principal = { kind: "anonymous" };
    state.now = 5_000;
    expect((await recall(asking("a"))).kind).toBe("anonymous");
  });

  it("lets who was known go on reading for ten minutes while nobody can be asked", async () => {
    const { state, recall } = start(() => owner);
    await recall(asking("a"));
    state.away = true;
    state.now = 9 * 60_000;
    expect(await recall(asking("a"))).toBe(owner);
    await expect(recall(asking("b"))).rejects.toThrow("away");
    state.now = 11 * 60_000;
    await expect(recall(asking("a"))).rejects.toThrow("away");
  });

  it("forgets an ended session although somebody sets the clock back", async () => {
    vi.useFakeTimers();
    try {
      let who: Principal = owner;
      const { recall } = rememberPrincipals(async () => who);
      expect(await recall(asking("a"))).toBe(owner);
      who = { kind: "anonymous" };
      vi.setSystemTime(Date.now() - 3_600_000);
      vi.advanceTimersByTime(5_000);
      expect(await recall(asking("a"))).toEqual({ kind: "anonymous" });
    } finally {
      vi.useRealTimers();
    }
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import type { MomentumList, MomentumRow } from "@/lib/contracts/http/momentum";
import { PAGE_SIZE } from "./list-state";
import { ListStore, type PageAnswer } from "./list-store";

function row(id: string, score: number, rank: number): MomentumRow {
  return {
    id,
    symbol: id.toUpperCase(),
    name: id,
    image: null,
    current_price: 1,
    market_cap: null,
    market_cap_rank: null,
    total_volume: null,
    price_change_percentage_1h: null,
    price_change_percentage_24h: null,
    price_change_percentage_7d: null,
    momentum_score: score,
    sub_scores: { price_momentum: 0, volume_spike: 0, rsi_signal: 0, ma_cross: 0, pretrend_bonus: 0, whale_bonus: 0 },
    whale_confidence: null,
    pretrend_prob: null,
    sparkline_7d: [],
    action: "HOLD",
    confidence: 0.5,
    cluster_id: null,
    cluster_label: null,
    rank,
    excluded: null,
    rank_delta_1h: -3,
    rank_delta_24h: null,
    momentum_score_pct: score,
    score_percentile: 50,
    coverage: 1,
    flags: [],
    missing: [],
    last_updated: null,
  };
}

function list(ids: readonly string[], sequence: number, total = ids.length): MomentumList {
  return {
    page: 1,
    per_page: PAGE_SIZE,
    total,
    total_pages: Math.ceil(total / PAGE_SIZE),
    ranked: total,
    max_points: { momentum_score: 95.5 },
    sequence,
    results: ids.map((id, index) => row(id, 90 - index, index + 1)),
    timestamp: "2026-11-21T14:03:07.000Z",
    as_of: "2026-11-21T14:03:07.000Z",
    stale: false,
    source: "simulated",
  };
}

let timers: { at: number; work: () => void }[];
let now: number;
let answers: (question: string, page: number, etag: string | null) => PageAnswer | null;
let asked: [string, number, string | null][];

async function pass(ms: number) {
  const end = now + ms;
  for (;;) {
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    const due = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
    if (due === undefined) break;
    timers = timers.filter((timer) => timer !== due);
    now = Math.max(now, due.at);
    due.work();
  }
  now = end;
}

function createStore(initial: MomentumList | null = null) {
  return new ListStore({
    question: "all",
    initial,
    fetchPage: async (question, page, etag) => {
      asked.push([question, page, etag]);
      return answers(question, page, etag);
    },
    compareCells: (before, after) =>
      before.momentum_score === after.momentum_score
        ? null
        : { score: after.momentum_score > before.momentum_score ? "up" : "down" },
    later: (work, ms) => {
      const timer = { at: now + ms, work };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    wallNow: () => now,
    random: () => 0,
    isHidden: () => false,
  });
}

const order = (store: ListStore, count: number) =>
  Array.from({ length: count }, (_, index) => store.getState().rowAt(index)?.id ?? null);

const ranks = (store: ListStore, count: number) =>
  Array.from({ length: count }, (_, index) => store.getState().rowAt(index)?.rank ?? null);

const news = (id: string, score: number, rank: number) => ({
  id,
  symbol: id.toUpperCase(),
  name: id,
  rank,
  momentum_score: score,
  delta: 1,
  action: "BUY" as const,
  whale_confidence: null,
  pretrend_prob: null,
});

beforeEach(() => {
  timers = [];
  asked = [];
  now = 1_000_000;
  answers = () => ({ list: list(["a", "b", "c"], 5), etag: '"5"' });
});

describe("ListStore", () => {
  it("shows the server's first rows at once and reads the whole page behind them", async () => {
    const store = createStore(list(["a", "b"], 5, 3));
    expect(order(store, 3)).toEqual(["a", "b", null]);
    expect(store.getState().loading).toBe(false);
    store.look(0, 3);
    await pass(300);
    expect(asked).toEqual([["all", 1, null]]);
    expect(order(store, 3)).toEqual(["a", "b", "c"]);
  });

  it("reads one page ahead and no page twice", async () => {
    answers = (_question, page) => ({ list: { ...list([`p${page}`], 5, 950), page }, etag: '"5"' });
    const store = createStore();
    store.look(0, 20);
    await pass(300);
    store.look(0, 20);
    await pass(300);
    store.look(150, 180);
    await pass(300);
    expect(asked.map(([, page]) => page)).toEqual([1, 2, 3]);
    expect(store.getState().rowAt(100)?.id).toBe("p2");
  });

  it("lays live scores over rows at once and flashes only what changed", async () => {
    const store = createStore();
    store.look(0, 3);
    await pass(300);
    store.receive(6, [news("b", 89.5, 2)]);
    await pass(300);
    expect(store.getState().rowAt(1)).toMatchObject({ id: "b", momentum_score: 89.5, rank: 2, action: "BUY" });
    expect(store.getState().flashOf("b")?.cells).toEqual({ score: "up" });
    expect(store.getState().flashOf("a")).toBeNull();
    expect(store.getState().deltaOf("b")).toBe(1);
  });

  it("moves a coin to the rank it is told, before any read", async () => {
    const store = createStore();
    store.look(0, 3);
    await pass(1_200);
    asked = [];
    store.receive(6, [news("c", 93, 1), news("a", 90, 2), news("b", 89, 3)]);
    await pass(300);
    expect(asked).toEqual([]);
    expect(order(store, 3)).toEqual(["c", "a", "b"]);
    expect(ranks(store, 3)).toEqual([1, 2, 3]);
    expect(store.getState().rowAt(0)).toMatchObject({ momentum_score: 93, rank_delta_1h: -5 });
    expect(store.getState().waiting).toBeNull();
  });

  it("keeps the ranks of the order on screen while that is held, and says how many rows wait", async () => {
    const store = createStore();
    store.look(0, 3);
    await pass(300);
    store.hold(true);
    store.receive(6, [news("c", 93, 1), news("a", 90, 2), news("b", 89, 3)]);
    await pass(300);
    expect(order(store, 3)).toEqual(["a", "b", "c"]);
    expect(ranks(store, 3)).toEqual([1, 2, 3]);
    expect(store.getState().rowAt(2)).toMatchObject({ momentum_score: 93, rank_delta_1h: -3 });
    expect(store.getState().waiting).toEqual({ moved: 1, entered: 0, left: 0 });
    store.apply();
    expect(order(store, 3)).toEqual(["c", "a", "b"]);
    expect(ranks(store, 3)).toEqual([1, 2, 3]);
  });

  it("changes places no more often than its pace, with ranks that fit until then", async () => {
    const store = createStore();
    store.pace(5_000);
    store.look(0, 3);
    await pass(5_000);
    answers = () => null;
    store.receive(6, [news("b", 91, 1), news("a", 90, 2)]);
    await pass(300);
    expect(order(store, 3)).toEqual(["b", "a", "c"]);
    store.receive(7, [news("c", 95, 1), news("b", 91, 2), news("a", 90, 3)]);
    await pass(4_000);
    expect(order(store, 3)).toEqual(["b", "a", "c"]);
    expect(ranks(store, 3)).toEqual([1, 2, 3]);
    await pass(1_000);
    expect(order(store, 3)).toEqual(["c", "b", "a"]);
  });

  it("leaves another order to the server, with the ranks it was read with", async () => {
    const store = createStore();
    store.ask("sort=market_cap");
    store.look(0, 3);
    await pass(300);
    answers = () => null;
    store.receive(6, [news("c", 93, 1), news("a", 90, 2), news("b", 89, 3)]);
    await pass(5_000);
    expect(order(store, 3)).toEqual(["a", "b", "c"]);
    expect(ranks(store, 3)).toEqual([1, 2, 3]);
    expect(store.getState().rowAt(2)?.momentum_score).toBe(93);
  });

  it("reads soon when a coin of another page enters or leaves what is loaded", async () => {
    const store = createStore();
    store.look(0, 3);
    await pass(5_000);
    asked = [];
    store.receive(6, [news("elsewhere", 93, 1)]);
    await pass(3_600);
    expect(asked).toEqual([["all", 1, '"5"']]);
  });

  it("ignores a patch older than the row it would change", async () => {
    const store = createStore();
    store.look(0, 3);
    await pass(300);
    store.receive(5, [news("b", 10, 3)]);
    await pass(300);
    expect(store.getState().rowAt(1)?.momentum_score).toBe(89);
  });

  it("holds the order while it is read, says what waits, and applies it on demand", async () => {
    const store = createStore();
    store.look(0, 3);
    await pass(300);
    store.hold(true);
    answers = () => ({ list: list(["c", "a", "x"], 6), etag: '"6"' });
    store.receive(6, []);
    await pass(5_000);
    expect(order(store, 3)).toEqual(["a", "b", "c"]);
    expect(store.getState().waiting).toEqual({ moved: 1, entered: 1, left: 1 });
    store.apply();
    expect(order(store, 3)).toEqual(["c", "a", "x"]);
    expect(store.getState().waiting).toBeNull();
  });

  it("applies the waiting order when the reader lets go", async () => {
    const store = createStore();
    store.look(0, 3);
    await pass(300);
    store.hold(true);
    answers = () => ({ list: list(["c", "a", "b"], 6), etag: '"6"' });
    store.receive(6, []);
    await pass(5_000);
    store.hold(false);
    await pass(300);
    expect(order(store, 3)).toEqual(["c", "a", "b"]);
  });

  it("keeps the old rows until a new question is answered, and does not flash then", async () => {
    const store = createStore();
    store.look(0, 3);
    await pass(300);
    answers = () => ({ list: list(["z"], 7), etag: '"7"' });
    store.ask("q=z");
    expect(order(store, 1)).toEqual(["a"]);
    await pass(300);
    expect(order(store, 2)).toEqual(["z", null]);
    expect(store.getState()).toMatchObject({ question: "q=z", total: 1, loading: false });
    expect(store.getState().flashOf("z")).toBeNull();
  });

  it("sends the etag and keeps what it has when nothing changed", async () => {
    const store = createStore();
    store.look(0, 3);
    await pass(300);
    answers = () => null;
    store.refreshSoon();
    await pass(5_000);
    expect(asked.at(-1)).toEqual(["all", 1, '"5"']);
    expect(order(store, 3)).toEqual(["a", "b", "c"]);
  });

  it("keeps its rows through a failure, says it and tries again", async () => {
    const store = createStore();
    store.look(0, 3);
    await pass(300);
    answers = () => {
      throw new Error("The ranking could not be read.");
    };
    store.refreshSoon();
    await pass(3_000);
    expect(store.getState().failure?.message).toBe("The ranking could not be read.");
    expect(order(store, 3)).toEqual(["a", "b", "c"]);
    answers = () => ({ list: list(["a", "b", "c"], 6), etag: '"6"' });
    await pass(12_000);
    expect(store.getState().failure).toBeNull();
    expect(store.getState().sequence).toBe(6);
  });
});

it("believes a server that forgot its sequence, once the stream starts again from a snapshot", async () => {
  const store = createStore(list(["a", "b"], 90));
  answers = () => ({ list: list(["b", "a"], 2), etag: "after" });
  store.resume(2);
  await pass(10_000);
  expect(order(store, 2)).toEqual(["b", "a"]);
  expect(store.getState().sequence).toBe(2);
});

import { describe, expect, test } from "vitest";
import { alertFixture, deliveryFixture, firingFixture, standingFixture } from "./alerts.fixture";
import { countSentence, failedAlerts, filterAlerts, presentAlert, sortAlerts, stateOf } from "./present-alerts";
import { deliverySummary, presentLedger } from "./present-ledger";

const NOW = Date.parse("2026-11-21T14:05:00.000Z");
const noFilter = { text: "", state: null, coin: null, channel: null };

describe("how an alert stands", () => {
  test("its own state goes before that of its coins", () => {
    expect(stateOf(alertFixture({ state: "paused", standings: [standingFixture({ state: "firing" })] }))).toBe(
      "paused",
    );
  });

  test("of many coins the one that is furthest along counts", () => {
    const standings = [standingFixture({ state: "no_data" }), standingFixture({ state: "cooling" }), standingFixture()];
    expect(stateOf(alertFixture({ standings }))).toBe("cooling");
  });

  test("without any coin there is no data", () => {
    expect(stateOf(alertFixture({ standings: [] }))).toBe("no_data");
  });

  test("a row says the reading, the distance and the last firing; unknown is a dash", () => {
    expect(presentAlert(alertFixture({ last_fired_at: "2026-11-21T14:03:00.000Z" }), NOW)).toMatchObject({
      now: "74.2",
      distance: "Score 74.2, fires at 80: 5.8 points away.",
      last: "2m",
      nowOf: null,
    });
    expect(presentAlert(alertFixture({ standings: [] }), NOW)).toMatchObject({ now: "–", last: "–" });
  });
});

describe("the order of alerts", () => {
  test("firing and failed first, then by distance in their own measure, then what is not judged", () => {
    const near = alertFixture({ id: "near", standings: [standingFixture({ distance: 1 })] });
    const far = alertFixture({ id: "far", standings: [standingFixture({ distance: 40 })] });
    const price = alertFixture({
      id: "price",
      rule: { ...near.rule, when: { type: "price_above", threshold: 100_000 } },
      standings: [standingFixture({ distance: 10_000 })],
    });
    const firing = alertFixture({ id: "firing", standings: [standingFixture({ state: "firing", distance: -2 })] });
    const failed = alertFixture({ id: "failed", standings: [standingFixture({ distance: 60 })] });
    const paused = alertFixture({ id: "paused", state: "paused" });
    const ended = alertFixture({ id: "ended", state: "ended" });
    const order = sortAlerts([ended, far, paused, price, near, failed, firing], new Set(["failed"]));
    expect(order.map(({ id }) => id)).toEqual(["firing", "failed", "near", "price", "far", "paused", "ended"]);
  });

  test("only the newest firing of an alert makes it a failed one", () => {
    const failed = deliveryFixture({ state: "failed" });
    const firings = [
      firingFixture({ key: "2", deliveries: [deliveryFixture()] }),
      firingFixture({ key: "1", deliveries: [failed] }),
      firingFixture({ key: "3", alert_id: "b", deliveries: [failed] }),
    ];
    expect([...failedAlerts(firings)]).toEqual(["b"]);
  });
});

test("a filter looks at every word, the state, the coin and the channel", () => {
  const alerts = [
    alertFixture(),
    alertFixture({
      id: "a2",
      name: "BTC price below 90000",
      sentence: "When BTC's price falls to $90,000 or less.",
      state: "paused",
      standings: [],
    }),
  ];
  const ids = (part: Partial<Parameters<typeof filterAlerts>[1]>) =>
    filterAlerts(alerts, { ...noFilter, ...part }).map(({ id }) => id);
  expect(ids({ text: "score sol" })).toEqual(["a1"]);
  expect(ids({ text: "sol 90000" })).toEqual([]);
  expect(ids({ state: "paused" })).toEqual(["a2"]);
  expect(ids({ coin: "solana" })).toEqual(["a1"]);
  expect(ids({ channel: "c9" })).toEqual([]);
});

test("the counts name what needs a look", () => {
  const firing = alertFixture({ standings: [standingFixture({ state: "firing" })] });
  const alerts = [alertFixture(), firing, alertFixture({ standings: [] })];
  expect(countSentence(alerts, 3)).toBe("3 alerts · 1 firing · 1 waiting for data");
  expect(countSentence(alerts, 1_203)).toBe("the newest 3 of 1,203 alerts · 1 firing · 1 waiting for data");
});

describe("the ledger", () => {
  const attempts = [
    { time: "2026-11-21T14:01:23.100Z", took_ms: 412, outcome: "retry", answer: "451 try later" },
    { time: "2026-11-21T14:02:23.900Z", took_ms: 1_840, outcome: "refused", answer: "410 gone" },
  ];

  test("has a row for every attempt in the channel's own words, and only the last says how it ended", () => {
    const rows = presentLedger([deliveryFixture({ state: "failed", attempts })]);
    expect(rows.map(({ attempt, answer, took, state, tone }) => [attempt, answer, took, state, tone])).toEqual([
      ["1", "451 try later", "412 ms", "to be tried again", "waiting"],
      ["2", "410 gone", "1.8 s", "given up", "bad"],
    ]);
  });

  test("a delivery that was never tried stands there with its reason", () => {
    const [row] = presentLedger([deliveryFixture({ state: "queued", error: "waits for its destination" })]);
    expect(row).toMatchObject({ attempt: "–", answer: "waits for its destination", state: "waiting to be sent" });
  });

  test("a digest says how many came with it", () => {
    const [row] = presentLedger([deliveryFixture({ grouped_with: 40, attempts: [attempts[0]] as typeof attempts })]);
    expect(row?.state).toBe("delivered, in one message with 40 others");
  });

  test("in one line the inbox is not counted as a delivery", () => {
    expect(deliverySummary([deliveryFixture({ kind: "inbox" })])).toBe("in the inbox only");
    expect(
      deliverySummary([deliveryFixture(), deliveryFixture({ state: "sent" }), deliveryFixture({ state: "failed" })]),
    ).toBe("1 delivered · 1 on the way · 1 given up");
  });
});

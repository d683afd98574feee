/**
 * The production score of every hour of many coins and the threshold strategy over it, on one core:
 * `node --import tsx bench/score-bars.ts [coins] [bars] [rounds]`. Seeded fat-tailed walks with volumes. Beside it the same
 * readings taken from each hour's window anew, with the live board's fast functions, over every hundredth hour of one coin:
 * what sliding is worth. Both scores are compared before anything is timed. Processor time of this process, minima.
 */
import type { Bars } from "../lib/backtest/bars";
import { buildBars } from "../lib/backtest/build-bars";
import { walkCandles } from "../lib/backtest/candle-walk.fixture";
import type { Rules } from "../lib/backtest/parameters";
import { CLOSES_LAG_BARS, SCORE_CLOSES, scoreBars, WARM_UP_BARS } from "../lib/backtest/score-bars";
import { simulateCoin } from "../lib/backtest/simulate-coin";
import { emaSeparationScale } from "../lib/indicators/ema-separation";
import { HOUR_MS } from "../lib/market/units";
import { maxPoints, momentumConfigSchema } from "../lib/momentum/config";
import { maCross } from "../lib/momentum/ma-cross";
import { priceMomentum } from "../lib/momentum/price-momentum";
import { readAllCloses } from "../lib/momentum/read-all-closes";
import { rsiSignal } from "../lib/momentum/rsi-signal";
import { medianBaseline } from "../lib/momentum/volume-baseline";
import { volumeSpike } from "../lib/momentum/volume-spike";

const COINS = Number(process.argv[2] ?? 100);
const BARS = Number(process.argv[3] ?? 43_800);
const ROUNDS = Number(process.argv[4] ?? 3);
const EVERY = 100;
/** Walks are made once and used in turn: memory for a hundred of them would be the bench's own. */
const WALKS = 10;

const config = momentumConfigSchema.parse({});
const points = maxPoints(config);
const scale = emaSeparationScale(config.maFast, config.maSlow);
const rules: Rules = {
  threshold: 70,
  holdHours: 24,
  stopLossPct: 10,
  takeProfitPct: 20,
  feeBps: 10,
  slippage: { model: "fixed", bps: 5 },
  allowReentry: false,
  side: "long",
};

const walks = Array.from({ length: Math.min(WALKS, COINS) }, (_, seed) => {
  const bars = buildBars(walkCandles({ seed, from: 0, hours: BARS }), 0, BARS * HOUR_MS);
  if (bars === null) throw new Error("a walk has no candles");
  return bars;
});

/** The same scores from the windows of each bar alone, of every hundredth bar. */
function scoreFromScratch({ close, volumeUsd }: Bars): { bar: number; score: number }[] {
  const bars = Array.from({ length: Math.ceil((BARS - WARM_UP_BARS) / EVERY) }, (_, k) => WARM_UP_BARS + EVERY * k);
  const windows = bars.map((bar) => close.slice(bar + 1 - CLOSES_LAG_BARS - SCORE_CLOSES, bar + 1 - CLOSES_LAG_BARS));
  const readings = readAllCloses(windows, config);
  const volumeAt = (at: number) => volumeUsd.subarray(at - 23, at + 1).reduce((sum, hour) => sum + hour, 0);
  return bars.map((bar, k) => {
    const reading = readings[k];
    if (reading?.sigma1h == null || reading.averages === null) throw new Error("the window is too short");
    const baseline = medianBaseline(
      [1, 2, 3, 4, 5, 6, 7].map((day) => volumeAt(bar - 24 * day)),
      "own_history",
    );
    const change = (hours: number) => 100 * ((close[bar] as number) / (close[bar - hours] as number) - 1);
    const changes = { change1h: change(1), change24h: change(24), change7d: change(168) };
    const score =
      priceMomentum(changes, reading.sigma1h, points.price_momentum, config.priceMode).score +
      volumeSpike(volumeAt(bar), baseline?.baselineUsd ?? 0, points.volume_spike).score +
      rsiSignal(reading.rsi, points.rsi_signal) +
      maCross(reading.averages, scale, points.ma_cross).score;
    return { bar, score };
  });
}

/** Processor milliseconds, the least of the rounds after one of warm-up. */
function least(run: () => void): number {
  run();
  const times = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...times);
}

const [first] = walks as [Bars];
const { scores } = scoreBars(first, config);
const anew = scoreFromScratch(first);
const worst = Math.max(...anew.map(({ bar, score }) => Math.abs(score - (scores[bar] as number))));
if (!(worst <= 1e-9)) throw new Error(`sliding and reading anew differ by ${worst}`);

let trades = 0;
const scoring = least(() => {
  for (let coin = 0; coin < COINS; coin++) scoreBars(walks[coin % walks.length] as Bars, config);
});
const whole = least(() => {
  trades = 0;
  for (let coin = 0; coin < COINS; coin++) {
    // Fresh objects, so that nothing that is remembered by bars is remembered from coin to coin.
    const bars = { ...(walks[coin % walks.length] as Bars) };
    const history = {
      coinId: "coin",
      symbol: "C",
      bars,
      scores: scoreBars(bars, config),
      member: null,
      delisted: false,
    };
    trades += simulateCoin(history, rules, { fromBar: WARM_UP_BARS, toBar: BARS }).trades.length;
  }
});
let read = 0;
const scratch = least(() => {
  read = scoreFromScratch(first).length;
});

const perBar = (1e6 * scoring) / (COINS * BARS);
const perScratch = (1e6 * scratch) / read;
console.log(`${COINS} coins x ${BARS} bars, ${trades} trades; least of ${ROUNDS}, processor seconds`);
console.log(`  score and strategy       ${(whole / 1_000).toFixed(2)} (aim 4, required 20)`);
console.log(`  the score alone          ${(scoring / 1_000).toFixed(2)}, ${perBar.toFixed(0)} ns a bar`);
console.log(
  `  a window read anew       ${perScratch.toFixed(0)} ns a bar: sliding is ${(perScratch / perBar).toFixed(1)}x faster`,
);
console.log(`  largest difference       ${worst.toExponential(1)} points`);

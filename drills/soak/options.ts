import { parseArgs } from "node:util";

export interface SoakOptions {
  /** Days of market time. */
  readonly days: number;
  /** Market seconds in a second; null: to be found out. */
  readonly speed: number | null;
  readonly coins: number;
  readonly rules: number;
  /** Open sockets that read along. */
  readonly sockets: number;
  /** Folder of a recorded tape; null: the simulated market. */
  readonly tape: string | null;
  /** Where the figures are written; null: nowhere. */
  readonly figures: string | null;
  /** Where the instance keeps everything; removed after a run that was well. */
  readonly dataDir: string;
  readonly keep: boolean;
}

export const USAGE = `npm run drill:soak -- [--days 6] [--speed 120|auto] [--rules 1000] [--coins 2500] [--sockets 50]
                       [--tape FOLDER | --simulated] [--data .data/soak] [--keep] [--dry]

Runs an instance of its own at high speed and judges whether anything grows, queues up or gets lost.
--tape: a recording, such as ../shared/data. Without it the simulated market runs, with trades left out above speed 1.
--speed: auto, the default, measures for a minute how long refreshes take here, and takes the highest that keeps all of them.
--dry:  prints the figures without writing docs/figures/soak.md.  --keep: leaves the instance's data and logs.`;

const FIGURES = "docs/figures/soak.md";

/** What the command line asks for; throws with words for whoever typed it. */
export function readOptions(given: readonly string[], environment: Readonly<Record<string, string | undefined>>) {
  const { values } = parseArgs({
    args: [...given],
    options: {
      days: { type: "string", default: "6" },
      speed: { type: "string", default: "auto" },
      coins: { type: "string", default: "2500" },
      rules: { type: "string", default: "1000" },
      sockets: { type: "string", default: "50" },
      tape: { type: "string" },
      simulated: { type: "boolean", default: false },
      data: { type: "string", default: ".data/soak" },
      keep: { type: "boolean", default: false },
      dry: { type: "boolean", default: false },
    },
  });
  const tape = values.simulated ? null : (values.tape ?? environment["REPLAY_DIR"] ?? null);
  return {
    days: numberOf("--days", values.days, 0.01, 365),
    speed: values.speed === "auto" ? null : numberOf("--speed", values.speed, 1, 3_600),
    coins: Math.round(numberOf("--coins", values.coins, 10, 20_000)),
    rules: Math.round(numberOf("--rules", values.rules, 0, 50_000)),
    sockets: Math.round(numberOf("--sockets", values.sockets, 0, 5_000)),
    tape: tape === "" ? null : tape,
    figures: values.dry ? null : FIGURES,
    dataDir: values.data,
    keep: values.keep,
  } satisfies SoakOptions;
}

function numberOf(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= min && value <= max)) {
    throw new Error(`${name} must be a number from ${min} to ${max}, not ${text}`);
  }
  return value;
}

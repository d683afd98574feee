import type { WebServices } from "@/app/api/web-services";
import { ENGINE_VERSION } from "@/lib/backtest/engine-version";
import { readPairMap } from "@/lib/cache/pair-map";
import type { BacktestPlan } from "@/lib/contracts/backtest-plan";
import type { BacktestBody, BacktestRequest } from "@/lib/contracts/http/backtest-body";
import { readPeriod } from "@/lib/contracts/http/backtest-period";
import {
  coinsThatFit,
  mistakesOfChoice,
  mistakesOfSize,
  type PlanCoin,
  planOfBody,
} from "@/lib/contracts/http/plan-of-body";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import { marketNow } from "@/lib/market/clock";
import type { UnixMs } from "@/lib/market/units";
import { type RuleMistakes, resolveCoin } from "../alerts/check-rule";
import { chooseUniverse } from "./choose-universe";

/** A request with everything that it left out, and what it was understood as. */
export interface PlannedRequest {
  readonly request: BacktestBody;
  readonly plan: BacktestPlan;
}

export type Planning =
  | (PlannedRequest & { readonly mistakes: null })
  | { readonly plan: null; readonly mistakes: RuleMistakes };

/** Reads a body against the present board: the plan, or every mistake at once. Nothing is written. */
export async function planRequest(
  { env, redis, log }: Pick<WebServices, "env" | "redis" | "log">,
  board: MomentumBoard,
  body: BacktestRequest,
  wallNow: UnixMs,
): Promise<Planning> {
  const request = {
    ...body,
    threshold: body.threshold ?? env.BACKTEST_DEFAULT_THRESHOLD,
    hold_hours: body.hold_hours ?? env.BACKTEST_HOLD_HOURS,
  };
  const { period, mistakes: ofPeriod } = readPeriod(request, marketNow(board.clock, wallNow));
  const ofChoice = mistakesOfChoice(request);
  const named = resolveNamed(request, board);
  const errors = [...ofChoice, ...named.errors, ...ofPeriod];
  if (errors.length > 0) return refuse(errors, named.candidates);
  const isNamed = named.coins.length > 0;
  const coins = isNamed ? named.coins : chooseUniverse(board, await readPairMap(redis, log), coinsThatFit(period));
  if (coins.length === 0)
    return refuse([{ path: "top_n", message: "needs coins with a rank, and there are none now" }]);
  const { clock, config, scoreVersion } = board;
  const market = { source: clock.source, seed: clock.seed };
  const plan = planOfBody(request, coins, period, { engineVersion: ENGINE_VERSION, scoreVersion, config, market });
  const ofSize = mistakesOfSize(plan);
  return ofSize.length > 0 ? refuse(ofSize) : { request, plan, mistakes: null };
}

function refuse(errors: RuleMistakes["errors"], candidates: RuleMistakes["candidates"] = []): Planning {
  return { plan: null, mistakes: { errors, candidates } };
}

/** The coins that the body names, by id or symbol, with a mistake for each that means none or several. */
function resolveNamed({ symbol, symbols }: BacktestBody, board: MomentumBoard): RuleMistakes & { coins: PlanCoin[] } {
  const wanted = [
    ...(symbol === null ? [] : [{ text: symbol, path: "symbol" }]),
    ...symbols.map((text, index) => ({ text, path: `symbols.${index}` })),
  ];
  const coins: PlanCoin[] = [];
  const errors: RuleMistakes["errors"][number][] = [];
  const candidates: RuleMistakes["candidates"][number][] = [];
  for (const { text, path } of wanted) {
    const { id, mistakes } = resolveCoin(board, text, path);
    if (mistakes === null) {
      coins.push({ coinId: id, symbol: board.coins.find(({ asset }) => asset.id === id)?.asset.symbol ?? id });
    } else {
      errors.push(...mistakes.errors);
      candidates.push(...mistakes.candidates);
    }
  }
  return { coins, errors, candidates };
}

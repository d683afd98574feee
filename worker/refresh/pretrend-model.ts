import { readFile } from "node:fs/promises";
import { recordError } from "@/lib/cache/error-tally";
import type { UnixMs } from "@/lib/market/units";
import { parsePretrendModel } from "@/lib/pretrend/parse-model";
import { servingOf, servingWithoutModel } from "@/lib/pretrend/serving";
import type { WorkerServices } from "@/worker/runtime/services";
import { modelHash } from "./model-hash";
import type { LoadedModel } from "./pretrend-memory";

/**
 * Reads the model file once, at a start. A missing, broken or foreign one is logged and tallied and never stops the worker:
 * the base rate serves and says why.
 */
export async function loadPretrendModel(
  { redis, log, memory, wallNow }: Pick<WorkerServices, "redis" | "log" | "memory" | "wallNow">,
  path: string,
): Promise<void> {
  const loaded = await readModel(path);
  memory.pretrend.loaded = loaded;
  if (loaded.model !== null) {
    log.info(
      { path, hash: loaded.hash, speaks: loaded.serving.model, why: loaded.serving.reason },
      "pre-trend model read",
    );
    return;
  }
  log.error({ path, reason: loaded.serving.reason }, "The pre-trend model is refused; the base rate serves");
  await tally(redis, loaded.serving.reason, wallNow());
}

async function readModel(path: string): Promise<LoadedModel> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return refused(`The model file ${path} cannot be read.`);
  const parsed = parsePretrendModel(parseJson(text));
  if (parsed.model === null) return refused(parsed.reason);
  const hash = modelHash(text);
  return { model: parsed.model, hash, serving: servingOf(parsed.model, hash) };
}

function refused(reason: string): LoadedModel {
  return { model: null, hash: null, serving: servingWithoutModel(reason) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Redis may be away at a start; the log has said it already. */
async function tally(redis: WorkerServices["redis"], reason: string, wallNow: UnixMs): Promise<void> {
  await recordError(redis, "pretrend_model", reason, wallNow).catch(() => undefined);
}

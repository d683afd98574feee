import { readScorecard, writeScorecard } from "@/lib/cache/scorecard";
import { type PretrendStanding, pretrendRecordName } from "@/lib/contracts/scorecard";
import type { UnixMs } from "@/lib/market/units";
import type { PretrendServing } from "@/lib/pretrend/serving";
import { readLatestScorecard } from "@/lib/store/scorecards";
import type { JobContext } from "@/worker/runtime/services";
import type { LoadedModel } from "./pretrend-memory";

const NEVER_SWITCHED: PretrendStanding = { allowed: true, since: null, reason: "" };

/** Under which name the loaded model's live record is kept; null without a model. */
export function recordName({ hash }: LoadedModel, context: Pick<JobContext, "clock">): string | null {
  return hash === null ? null : pretrendRecordName(context.clock().source, hash);
}

/**
 * Whether the loaded model's live record lets it speak. From Redis, after a wipe from Postgres, and through an outage of both
 * from memory; a record of another model says nothing of this one.
 */
export async function readStanding(context: JobContext, now: UnixMs): Promise<PretrendStanding> {
  const { redis, log, memory } = context;
  const { loaded } = memory.pretrend;
  const name = loaded === null ? null : recordName(loaded, context);
  if (name === null) return NEVER_SWITCHED;
  const held = memory.pretrend.standing?.modelHash === name ? memory.pretrend.standing.value : NEVER_SWITCHED;
  const cached = await readScorecard(redis, "pretrend", log).catch(() => undefined);
  if (cached === undefined) return held;
  const found = cached ?? (await restore(context, now));
  if (found === undefined) return held;
  const value = found?.modelHash === name ? found.standing : NEVER_SWITCHED;
  memory.pretrend.standing = { modelHash: name, value };
  return value;
}

async function restore({ db, redis }: JobContext, now: UnixMs) {
  const read = await db.attempt(
    "pre-trend record",
    (database) => readLatestScorecard(database, "pretrend", now),
    "read",
  );
  if (!read.ok) return undefined;
  if (read.value !== null) await writeScorecard(redis, "pretrend", read.value).catch(() => undefined);
  return read.value;
}

/** Who speaks: the model's own gate decides, and its live record can only take the word away. */
export function servingNow({ serving }: LoadedModel, standing: PretrendStanding): PretrendServing {
  if (standing.allowed || serving.model === "base_rate") return serving;
  return { ...serving, model: "base_rate", reason: standing.reason };
}

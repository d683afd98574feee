import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { momentumConfigFrom } from "@/lib/env";
import { createLogger } from "@/lib/log";
import { launchSchema, loadEnvFile, readSettings, type Settings } from "../settings";
import { checkPorts, judgeDisk, readDisk } from "./check-machine";
import { checkProviders } from "./check-providers";
import { judgeKeys, readKeys } from "./check-secrets";
import { findContradictions, findUnknownNames, namesIn, settingsMistakes } from "./check-settings";
import { checkSockets } from "./check-sockets";
import { checkStores, checkTroubles, openStores } from "./check-stores";
import { findInstance, type Instance } from "./find-instance";
import { type Finding, findingsOf } from "./finding";

export interface DoctorOptions {
  /** Nobody outside of this machine and its stores is asked. */
  readonly offline: boolean;
}

/** Looks at everything that can be misconfigured; never throws and changes nothing. */
export async function examine(root: string, { offline }: DoctorOptions): Promise<Finding[]> {
  const envFile = join(root, ".env");
  const names = existsSync(envFile) ? namesIn(readFileSync(envFile, "utf8")) : [];
  const unknown = findUnknownNames(names, Object.keys(launchSchema.shape));
  let settings: Settings;
  try {
    loadEnvFile(root);
    settings = readSettings(root);
  } catch (error) {
    return [...settingsMistakes(error instanceof Error ? error.message : String(error)), ...unknown];
  }
  const instance = await findInstance(settings);
  const keys = readKeys(settings.DATA_DIR, settings.SECRETS_KEY);
  const log = createLogger("doctor", "silent");
  const stores = await openStores(settings, instance, settings.SECRETS_KEY ?? keys.kept, log);
  try {
    const found = await Promise.all([
      [...unknown, ...findContradictions(settings), ...checkWeights(stores.env)],
      judgeKeys(keys),
      readDisk(settings.DATA_DIR).then((state) => judgeDisk(state, settings.DATA_DIR)),
      checkStores(stores),
      checkFrontDoor(settings, instance),
      offline ? [] : checkProviders(stores.env, stores.redis, log).then((all) => all.map(softenWhen(settings))),
      checkTroubles(stores, log),
    ]);
    return found.flat();
  } finally {
    await stores.close();
  }
}

/** Without CoinGecko an instance that may choose its market simulates one, and says so. */
function softenWhen({ MARKET_SOURCE: wish }: Settings): (finding: Finding) => Finding {
  return (finding) => {
    if (wish !== "auto" || finding.level !== "problem" || finding.area !== "CoinGecko") return finding;
    return {
      ...finding,
      level: "warning",
      mend: `${finding.mend} Until then the market is simulated (MARKET_SOURCE=auto).`,
    };
  };
}

function checkWeights(env: Parameters<typeof momentumConfigFrom>[0]): Finding[] {
  try {
    momentumConfigFrom(env);
    return [];
  } catch (error) {
    return settingsMistakes(error instanceof Error ? error.message : String(error));
  }
}

/** Ports while nothing runs; sockets while it does. */
async function checkFrontDoor(settings: Settings, instance: Instance): Promise<Finding[]> {
  if (instance.pages !== null) {
    const where = findingsOf("Running").well(`Serves at ${instance.pages}.`);
    return settings.USE_WEBSOCKETS ? [where, ...(await checkSockets(instance.pages, settings.PUBLIC_URL))] : [where];
  }
  const wish = (variable: "PORT" | "WEBSOCKET_PORT") => ({
    variable,
    port: settings[variable],
    host: settings.HOST,
    chosen: settings.chosen.has(variable),
  });
  // Behind other supervisors than ours nobody left a note, and a taken port is most likely the instance itself.
  if (settings.DATABASE_URL !== undefined && settings.REDIS_URL !== undefined) return [];
  return checkPorts([wish("PORT"), wish("WEBSOCKET_PORT")]);
}

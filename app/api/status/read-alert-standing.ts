import { missingSettings } from "@/app/api/market/channels/wire-channel";
import type { WebServices } from "@/app/api/web-services";
import { channelSettingsFrom } from "@/lib/adapters/channel-settings";
import { isoOrNull } from "@/lib/contracts/http/freshness";
import type { AlertTally } from "@/lib/contracts/status";
import type { UnixMs } from "@/lib/market/units";
import { tallyAlerts } from "@/lib/store/alert-tally";
import { type Channel, listChannels } from "@/lib/store/channels";

/** Who reads it: what the owner named and what others answered is not for everybody who may read the market. */
export type StatusReader = "anybody" | "operator";

const nobodysReason = "its owner sees why under Alerts → Channels";

/** What keeps alerts from being sent, as far as the ledger and the settings know. */
export async function readAlertStanding(
  { database, box, env }: Pick<WebServices, "database" | "box" | "env">,
  wallNow: UnixMs,
  reader: StatusReader,
): Promise<AlertTally | null> {
  const [counts, channels] = await Promise.all([tallyAlerts(database, wallNow), listChannels(database, box)]);
  if (counts === null) return null;
  const settings = channelSettingsFrom(env);
  const nameOf = ({ label, kind }: Channel) =>
    reader === "operator" ? `${label} (${kind})`.trim() : `of kind ${kind}`;
  const usable = channels.filter(({ disabledAt }) => disabledAt === null);
  return {
    rules: counts.rules,
    waiting: counts.waiting,
    oldest_due_at: isoOrNull(counts.oldestDueAt),
    failed_lately: counts.failedLately,
    last_failure: reader === "operator" ? counts.lastFailure : null,
    sealed: usable.filter(({ config }) => config === null).map(nameOf),
    disabled: channels.flatMap((channel) =>
      channel.disabledAt === null
        ? []
        : [
            {
              label: nameOf(channel),
              reason: (reader === "operator" ? channel.disabledReason : null) ?? nobodysReason,
            },
          ],
    ),
    unconfigured: usable.flatMap((channel) => {
      const missing = missingSettings(channel.kind, settings);
      return missing === null ? [] : [{ label: nameOf(channel), missing }];
    }),
  };
}

import type { Rule } from "@/lib/alerts/rule";
import type { Firing } from "@/lib/alerts/rule-state";
import { firingReason } from "@/lib/contracts/firing-sentences";
import type { InboxItem } from "@/lib/contracts/inbox";
import type { ToldFiring } from "@/lib/store/alert-firings";

/** A firing with its reason in words, as it is kept, sent and shown. */
export function tellFiring(rule: Rule | null, firing: Firing): ToldFiring {
  return { ...firing, reason: rule === null ? firing.symbol : firingReason(rule, firing) };
}

/** What the inbox shows of it at once; everything else is in the ledger. */
export function toInboxItem(firing: ToldFiring): InboxItem {
  const { key, ruleId, coinId, symbol, at, value, reason, alreadyTrue, late } = firing;
  return {
    key,
    alert_id: ruleId,
    coin_id: coinId,
    symbol,
    time: new Date(at).toISOString(),
    value,
    reason,
    already_true: alreadyTrue,
    late,
  };
}

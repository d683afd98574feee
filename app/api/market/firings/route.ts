import { createRoute } from "@/app/api/create-route";
import { ruleTitle } from "@/lib/contracts/alert-sentences";
import { firingsQuerySchema } from "@/lib/contracts/http/alerts";
import { toWireFiring } from "@/lib/contracts/http/firings-wire";
import { isoTime } from "@/lib/contracts/http/freshness";
import { jsonAnswer, revalidatePrivately } from "@/lib/http/answer";
import { findRules } from "@/lib/store/alert-rules";
import { listFirings } from "@/lib/store/firing-ledger";
import { readScene } from "../alerts/read-scene";

export const GET = createRoute({
  access: { access: "private", scope: "alerts" },
  query: firingsQuerySchema,
  async handle({ alert_id: ruleId = null, unread, limit, page }, { services }) {
    // The ledger is there without a board; coins then go by their ids.
    const scene = await readScene(services);
    const names = scene?.names ?? { coin: (id: string) => id, watchlist: () => "a watchlist" };
    const { database } = services;
    const ledger = await listFirings(database, { ruleId, unreadOnly: unread === "true", page, perPage: limit });
    const rules = await findRules(database, [...new Set(ledger.firings.map((firing) => firing.ruleId))]);
    const firings = ledger.firings.map((firing) => {
      const rule = rules.get(firing.ruleId);
      // What the instance says of itself has no rule.
      const name = rule === undefined ? firing.symbol : rule.name || ruleTitle(rule, names);
      return toWireFiring(firing, name);
    });
    const { total, unread: unreadTotal } = ledger;
    // The same ledger has the same bytes however often it is polled.
    const at = ledger.firings[0]?.at ?? scene?.board.writtenAt ?? Date.now();
    return jsonAnswer({ total, unread: unreadTotal, firings, timestamp: isoTime(at) }, revalidatePrivately);
  },
});

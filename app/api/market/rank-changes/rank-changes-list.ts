import type { ListServices } from "@/app/api/open-hot-lists";
import { keepReading } from "@/lib/cache/keep-reading";
import { readRankChanges } from "@/lib/cache/rank-changes";
import { rankChangesQuerySchema } from "@/lib/contracts/http/rank-changes";
import { fellBehind, listRankChanges } from "@/lib/contracts/http/rank-changes-wire";
import type { RankChanges } from "@/lib/contracts/rank-changes";
import { AppError } from "@/lib/errors";
import { readMoment } from "@/lib/http/board-lists";
import type { HotList } from "@/lib/http/hot-lists";
import { answerNoBoard, answerUnknown } from "@/lib/http/problem";
import { type RankWindow, rankWindowSchema } from "@/lib/momentum/rank-move";

/** As often as the board is asked for: changes follow it within moments. */
const READ_EVERY_MS = 250;

export function rankChangesList({
  boards,
  redis,
  env,
  log,
  wallNow,
}: ListServices): HotList<typeof rankChangesQuerySchema> {
  const readers = new Map<RankWindow, () => Promise<RankChanges | null>>(
    rankWindowSchema.options.map((since) => [
      since,
      keepReading(() => readRankChanges(redis, since, log), READ_EVERY_MS),
    ]),
  );
  return {
    query: rankChangesQuerySchema,
    async read(query) {
      if (!env.ENABLE_RANK_CHANGE_FEED) return answerUnknown("Rank changes are switched off on this server.");
      const moment = await readMoment(boards, wallNow);
      if (moment === null) return answerNoBoard();
      const changes = (await readers.get(query.since)?.()) ?? null;
      if (changes === null) {
        throw new AppError("dependency_unavailable", "No rank changes were computed yet.", { retryable: true });
      }
      const { snapshot, now, contact } = moment;
      const isBehind = fellBehind(changes, snapshot.board, now);
      return {
        board: moment.version,
        version: `${changes.sequence}|${changes.writtenAt}|${isBehind}`,
        tell: () => listRankChanges(changes, query, snapshot.board, now, contact),
      };
    },
  };
}

import type { Watchlist } from "@/lib/contracts/http/watchlists";
import type { StoredWatchlist } from "@/lib/store/watchlists";

export function toWireWatchlist({ id, name, position, coinIds }: StoredWatchlist): Watchlist {
  return { id, name, position, coin_ids: [...coinIds] };
}

import type { Metadata } from "next";
import { listQuestion, parseListQuery, ROWS_PER_PAGE } from "@/components/momentum/list-query";
import { MomentumScreen } from "@/components/momentum/momentum-screen";
import { PAGE_SIZE } from "@/hooks/list-state";
import { listMomentum } from "@/lib/contracts/http/list-momentum";
import type { MomentumList } from "@/lib/contracts/http/momentum";
import { momentumQuerySchema } from "@/lib/contracts/http/momentum-query";
import { marketNow } from "@/lib/market/clock";
import { webServices } from "../api/web-services";
import { readMarket } from "../read-market";

export const metadata: Metadata = { title: "Momentum · GhostQuant" };

/** What the first paint draws; the whole page of 100 is read behind it. */
const FIRST_ROWS = 24;

async function readFirstRows(params: URLSearchParams): Promise<MomentumList | null> {
  const { query } = parseListQuery(params);
  const { snapshot, clock, cutOff, wallNow } = await readMarket();
  // Whose coins a watchlist holds is its owner's: the browser asks.
  if (snapshot === null || query.watchlist !== null) return null;
  const paging =
    query.paging === "pages"
      ? { page: Math.floor(((query.page - 1) * ROWS_PER_PAGE) / PAGE_SIZE) + 1, per_page: PAGE_SIZE }
      : { page: 1, per_page: FIRST_ROWS };
  const asked = momentumQuerySchema.parse(Object.fromEntries(new URLSearchParams(listQuestion(query))));
  const now = clock === null ? wallNow : marketNow(clock, wallNow);
  return listMomentum(snapshot, { ...asked, ...paging }, now, {
    cutOff,
    whaleConfidenceMin: webServices().env.WHALE_CONFIDENCE_THRESHOLD,
  });
}

type SearchParams = Record<string, string | string[] | undefined>;

function toParams(given: SearchParams): URLSearchParams {
  return new URLSearchParams(
    Object.entries(given).flatMap(([name, value]) => {
      const first = Array.isArray(value) ? value[0] : value;
      return first === undefined ? [] : [[name, first]];
    }),
  );
}

export default async function MomentumPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  return <MomentumScreen initial={await readFirstRows(toParams(await searchParams))} />;
}

import type { Page } from "@playwright/test";
import { TOUR_COOKIE } from "@/components/layout/tour-cookie";

const DAY_MS = 86_400_000;
const FINISHED_MS = 180_000;

/** What the pictures are of: made through the interface, as a reader would have made it. */
export interface Props {
  /** Highest score, largest cap: as the market has them now. */
  readonly best: string;
  readonly largest: string;
  readonly backtest: string;
}

export interface Scene {
  readonly file: string;
  /** In words, for docs/pictures.md and whoever cannot see it. */
  readonly alt: string;
  readonly address: (props: Props) => string;
  readonly look: string;
  readonly size?: { readonly width: number; readonly height: number };
  /** What must stand there before the picture is taken. */
  readonly waitFor: string;
  /** What is done before: open something, scroll somewhere. */
  readonly act?: (page: Page) => Promise<void>;
}

const PHONE = { width: 375, height: 812 };
const dark = "theme=dark&view=table";
const darkCards = "theme=dark&view=cards";
const light = "theme=light&view=table";

export const scenes: readonly Scene[] = [
  {
    file: "momentum-table",
    alt: "The momentum table of a simulated market, with the drawer of one coin: its score as a waterfall of six parts",
    address: ({ best }) => `/momentum?coin=${best}`,
    look: dark,
    waitFor:
      '[data-testid="coin-drawer"] [data-testid="waterfall"], [data-testid="waterfall"], [data-testid="coin-drawer"]',
  },
  {
    file: "momentum-cards",
    alt: "The momentum list as cards, beside it the rank changes and the groups of coins as a map",
    address: () => "/momentum",
    look: darkCards,
    waitFor: '[data-testid="clusters-structure"]',
  },
  {
    file: "momentum-phone",
    alt: "The momentum list on a phone, light",
    address: () => "/momentum",
    look: "theme=light&view=cards",
    size: PHONE,
    waitFor: '[data-testid="coin-card"]',
  },
  {
    file: "coin",
    alt: "The page of one coin: candles, score, whales, pre-trend and history",
    address: ({ largest }) => `/momentum/${largest}`,
    look: light,
    waitFor: '[data-testid="candle-chart"]',
  },
  {
    file: "alerts",
    alt: "The alerts of the owner, each with how far it is from firing",
    address: () => "/alerts",
    look: dark,
    waitFor: '[data-testid="alert-state"]',
  },
  {
    file: "backtest",
    alt: "A finished backtest: verdict, metrics with their intervals, equity against holding",
    address: ({ backtest }) => `/backtests/${backtest}`,
    look: dark,
    waitFor: '[data-testid="equity-chart"]',
  },
  {
    file: "scorecard",
    alt: "The scorecard: what past scores were followed by",
    address: () => "/momentum/scorecard",
    look: light,
    waitFor: '[data-testid="score-verdict"]',
  },
  {
    file: "status",
    alt: "The status page: processes, lanes, stores, quota and what is wrong",
    address: () => "/status",
    look: dark,
    waitFor: "text=Lanes",
  },
];

export async function setLook(page: Page, url: string, look: string): Promise<void> {
  await page.context().addCookies([
    { name: "ghostquant_look", value: encodeURIComponent(look).replaceAll("%3D", "=").replaceAll("%26", "&"), url },
    { name: TOUR_COOKIE, value: "answered", url },
  ]);
}

async function topId(page: Page, url: string, query: string): Promise<string> {
  const answer = await page.request.get(`${url}/api/market/momentum?per_page=1&${query}`);
  const { results } = (await answer.json()) as { results: readonly { id: string }[] };
  const [first] = results;
  if (first === undefined) throw new Error("The market has no coins yet");
  return first.id;
}

async function post<T>(page: Page, url: string, path: string, data: object): Promise<T> {
  const answer = await page.request.post(`${url}${path}`, { headers: { origin: url }, data });
  if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function makeAlerts(page: Page, url: string, best: string, largest: string): Promise<void> {
  const alert = (symbol: string, alert_type: string, threshold: number) =>
    post(page, url, "/api/market/alerts", { symbol, alert_type, threshold, channels: ["inbox"] });
  await alert(best, "score_above", 40);
  await alert(largest, "score_above", 85);
  await alert(largest, "price_below", 1);
  await alert(best, "score_below", 20);
}

async function finishBacktest(page: Page, url: string, symbol: string): Promise<string> {
  const day = (back: number) => new Date(Date.now() - back * DAY_MS).toISOString().slice(0, 10);
  const body = { symbol, start_date: day(121), end_date: day(1), threshold: 55 };
  const { job_id } = await post<{ job_id: string }>(page, url, "/api/market/backtest", body);
  for (const end = Date.now() + FINISHED_MS; Date.now() < end; await page.waitForTimeout(500)) {
    const answer = await page.request.get(`${url}/api/market/backtest/${job_id}`);
    const { status } = (await answer.json()) as { status: string };
    if (status === "completed") return job_id;
    if (status === "failed") throw new Error("The backtest for the picture failed");
  }
  throw new Error("The backtest for the picture did not end");
}

/** Everything that the pictures show and a fresh instance does not have. */
export async function makeProps(page: Page, url: string): Promise<Props> {
  const best = await topId(page, url, "min_marketcap=100000000");
  const largest = await topId(page, url, "sort=market_cap");
  await makeAlerts(page, url, best, largest);
  return { best, largest, backtest: await finishBacktest(page, url, largest) };
}

import { type APIRequestContext, expect } from "@playwright/test";

export interface ListedCoin {
  readonly id: string;
  readonly symbol: string;
  readonly name: string;
  readonly rank: number | null;
  readonly momentum_score: number;
  readonly market_cap: number | null;
  readonly action: string;
  readonly cluster_label: string | null;
  readonly price_change_percentage_24h: number | null;
}

export interface ListAnswer {
  readonly total: number;
  readonly stale: boolean;
  readonly sequence: number;
  readonly results: readonly ListedCoin[];
}

interface StatusAnswer {
  readonly summary: string;
  readonly processes: readonly { readonly role: string; readonly pid: number; readonly startedAt: number }[];
}

/** The running product from outside the browser: its API, its processes, and the market server it reads. */
export class Product {
  constructor(
    private readonly request: APIRequestContext,
    private readonly marketUrl: string | undefined,
  ) {}

  async list(query = ""): Promise<ListAnswer> {
    const response = await this.request.get(`/api/market/momentum?${query}`);
    expect(response.status()).toBe(200);
    return response.json();
  }

  async status(): Promise<StatusAnswer> {
    return (await this.request.get("/api/status")).json();
  }

  /** A killed process's last beat stays a few seconds longer: the youngest is the one that runs. */
  async pidOf(role: "web" | "worker" | "stream"): Promise<number> {
    const { processes } = await this.status();
    const youngest = processes.filter((beat) => beat.role === role).sort((a, b) => b.startedAt - a.startedAt)[0];
    if (youngest === undefined) throw new Error(`no ${role} process reports`);
    return youngest.pid;
  }

  /** All copies of a role: a page may hang on any of them. */
  async pidsOf(role: "web" | "worker" | "stream"): Promise<number[]> {
    const { processes } = await this.status();
    return processes.filter((beat) => beat.role === role).map(({ pid }) => pid);
  }

  /** Only a stack that these tests started themselves may be broken. */
  get canBeBroken(): boolean {
    return this.marketUrl !== undefined;
  }

  async breakMarket(mode: string): Promise<void> {
    const response = await this.request.post(`${this.marketUrl}/__faults`, { data: { mode } });
    expect(response.status()).toBe(200);
  }

  async mendMarket(): Promise<void> {
    if (this.canBeBroken) await this.request.delete(`${this.marketUrl}/__faults`);
  }

  async waitUntilFresh(timeout: number): Promise<void> {
    await expect.poll(async () => (await this.list("per_page=1")).stale, { timeout }).toBe(false);
  }
}

import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import autocannon from "autocannon";

export interface Load {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  requests: number;
}

export interface LoadOptions {
  connections: number;
  seconds: number;
  headers?: Record<string, string>;
}

const run = promisify(execFile);
const hasWrk = spawnSync("wrk", ["--version"]).error === undefined;

/** wrk costs a tenth of what autocannon does, which is itself a Node program and would be what is measured on two cores. */
export const loadGenerator = hasWrk
  ? "wrk, one thread"
  : "autocannon (install wrk: autocannon is slower than the server)";

/** Asks as fast as it is answered; anything but 200 or 304 is a fault. */
export function load(url: string, options: LoadOptions): Promise<Load> {
  return hasWrk ? loadWithWrk(url, options) : loadWithAutocannon(url, options);
}

async function loadWithWrk(url: string, { connections, seconds, headers = {} }: LoadOptions): Promise<Load> {
  const named = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", "--timeout", "30s", ...named, url];
  const { stdout } = await run("wrk", args);
  const fault = /Non-2xx or 3xx responses: \d+|Socket errors: .*/u.exec(stdout)?.[0];
  if (fault !== undefined) throw new Error(`${url}: ${fault}`);
  return {
    requestsPerSecond: Number(/Requests\/sec:\s+([\d.]+)/u.exec(stdout)?.[1]),
    p50Ms: milliseconds(/^\s+50%\s+(\S+)/mu.exec(stdout)?.[1]),
    p99Ms: milliseconds(/^\s+99%\s+(\S+)/mu.exec(stdout)?.[1]),
    requests: Number(/(\d+) requests in/u.exec(stdout)?.[1]),
  };
}

/** "870.00us", "1.23ms", "2.00s". */
function milliseconds(text = ""): number {
  const [, number, unit = ""] = /^([\d.]+)(us|ms|s)$/u.exec(text) ?? [];
  const factors: Record<string, number> = { us: 0.001, ms: 1, s: 1_000 };
  return Number(number) * (factors[unit] ?? Number.NaN);
}

async function loadWithAutocannon(url: string, { connections, seconds, headers = {} }: LoadOptions): Promise<Load> {
  const result = await autocannon({ url, connections, duration: seconds, headers });
  const refused = result.non2xx - (result["3xx"] ?? 0);
  if (refused > 0 || result.errors > 0) throw new Error(`${url}: ${refused} refused, ${result.errors} errors`);
  return {
    requestsPerSecond: result.requests.total / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    requests: result.requests.total,
  };
}

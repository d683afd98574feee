// Autocannon ships no types; this is the part the HTTP bench uses.
declare module "autocannon" {
  interface Options {
    url: string;
    connections: number;
    duration: number;
    headers?: Record<string, string>;
  }
  interface Result {
    requests: { average: number; total: number };
    latency: { p50: number; p99: number };
    non2xx: number;
    "3xx"?: number;
    errors: number;
    /** Seconds. */
    duration: number;
  }
  // biome-ignore lint/style/noDefaultExport: this is how the package exports
  export default function autocannon(options: Options): Promise<Result>;
}

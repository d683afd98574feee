import { AppError } from "@/lib/errors";

const RATE_WAIT_MS = 2_000;
const MESSAGE_CHARACTERS = 200;

/** CCXT's classes, by name: importing them would load all of CCXT. */
const WAITING = ["RateLimitExceeded", "DDoSProtection"];
/** What OKX refused knowingly; the bare class is thrown for a body that is not OKX's own, as a proxy's. */
const REFUSAL = "ExchangeError";

/** What CCXT threw, in our words. Its messages hold addresses and whole bodies, so only their beginning is kept. */
export function errorFromCcxt(error: unknown): AppError {
  const names = classesOf(error);
  const said = error instanceof Error ? error.message.replace(/\s+/g, " ").slice(0, MESSAGE_CHARACTERS) : "";
  if (names.some((name) => WAITING.includes(name))) {
    return new AppError("rate_limited", "OKX asks us to slow down", { retryable: true, retryAfterMs: RATE_WAIT_MS });
  }
  if (names.includes("BadSymbol")) {
    return new AppError("not_found", `OKX does not know this: ${said}`, { retryable: false });
  }
  if (names.indexOf(REFUSAL) > 0) {
    return new AppError("bad_request", `OKX did not understand the request: ${said}`, { retryable: false });
  }
  return new AppError("upstream_unavailable", `OKX failed: ${said}`, { retryable: true, cause: error });
}

function classesOf(error: unknown): string[] {
  const names: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = Object.getPrototypeOf(at)) names.push(at.constructor.name);
  return names;
}

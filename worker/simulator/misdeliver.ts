import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { unreachable } from "@/lib/invariant";
import { type Answer, jsonAnswer, send } from "./answer";
import { geoBlocked } from "./binance-api";
import { damageRows, lieAboutPrices, writeHostileTexts } from "./damage-rows";
import { type Fault, quotaHeaders } from "./faults";

const wrappedRowsSchema = z.object({ data: z.array(z.unknown()) });
const BLOCK_PAGE = `<!DOCTYPE html><html><head><title>Access denied | Cloudflare</title></head>
<body><h1>Error 1020</h1><p>Access denied. Ray ID: 8d1f0c2b7e4a</p></body></html>`;
const REFUSAL =
  "You've exceeded the Rate Limit. Please visit https://www.coingecko.com/en/api/pricing to subscribe to our API plans for higher rate limits.";

export interface Delivery {
  /** The honest answer, built only by the faults that need it. */
  readonly answer: () => Answer;
  readonly response: ServerResponse;
  readonly wallNow: number;
}

/** Delivers an answer wrongly, in the way the fault says. */
export async function misdeliver(fault: Fault, delivery: Delivery): Promise<void> {
  const { answer, response } = delivery;
  switch (fault.mode) {
    case "status-429":
    case "rate-limit":
      return send(response, rateLimited(fault, delivery.wallNow));
    case "status-500":
      return send(response, jsonAnswer(500, { error: "Internal Server Error" }));
    case "slow":
      // Not waited for when the server stops; nor answered when the caller has gone.
      await wait(fault.plan.delayMs, undefined, { ref: false });
      return response.destroyed ? undefined : send(response, answer());
    case "hang":
      return hang(response);
    case "truncate":
      return breakOff(response, answer());
    case "truncate-json": {
      const whole = answer();
      return send(response, { ...whole, body: whole.body.subarray(0, Math.floor(whole.body.length / 2)) });
    }
    case "html":
      return send(response, {
        status: 200,
        headers: { "content-type": "text/html; charset=UTF-8" },
        body: Buffer.from(BLOCK_PAGE),
      });
    case "error-envelope":
      return send(response, jsonAnswer(200, { status: { error_code: 429, error_message: REFUSAL } }));
    case "geo-block":
      return send(response, geoBlocked());
    case "malformed-rows":
      return send(response, rewritten(answer(), damageRows));
    case "lying-prices":
      return send(response, rewritten(answer(), lieAboutPrices));
    case "hostile-texts":
      return send(response, rewritten(answer(), writeHostileTexts));
    default:
      return unreachable(fault.mode);
  }
}

function rateLimited({ plan }: Fault, wallNow: number): Answer {
  const refused = jsonAnswer(
    429,
    { status: { error_code: 429, error_message: REFUSAL } },
    quotaHeaders(plan.perMinute, 0, wallNow),
  );
  if (!plan.retryAfter) return { ...refused, headers: withoutReset(refused.headers) };
  const seconds = Math.max(1, Math.ceil((60_000 - (wallNow % 60_000)) / 1_000));
  return { ...refused, headers: { ...refused.headers, "retry-after": String(seconds) } };
}

function withoutReset(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith("x-ratelimit-")));
}

/** Says nothing until the caller gives up. */
async function hang(response: ServerResponse): Promise<void> {
  if (response.destroyed) return;
  await new Promise<void>((resolve) => response.once("close", resolve));
}

/** Promises the whole body, sends half of it and cuts the connection. */
async function breakOff(response: ServerResponse, { status, headers, body }: Answer): Promise<void> {
  response.writeHead(status, { ...headers, "content-length": body.length });
  await new Promise<void>((resolve) => response.write(body.subarray(0, Math.floor(body.length / 2)), () => resolve()));
  response.destroy();
}

/** Only lists of rows can be damaged row by row; anything else is answered honestly. */
function rewritten(answer: Answer, rewrite: (rows: unknown[]) => string): Answer {
  const value: unknown = JSON.parse(answer.body.toString("utf8"));
  if (Array.isArray(value)) return { ...answer, body: Buffer.from(rewrite(value)) };
  // OKX wraps its rows.
  const wrapped = wrappedRowsSchema.safeParse(value);
  if (!wrapped.success) return answer;
  return { ...answer, body: Buffer.from(`{"code":"0","msg":"","data":${rewrite(wrapped.data.data)}}`) };
}

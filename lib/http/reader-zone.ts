import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage } from "node:http";
import { followReaderZone, parseZoneChoice, ZONE_COOKIE } from "@/lib/format/zone";

const reading = new AsyncLocalStorage<string>();
followReaderZone(() => reading.getStore());

function choiceOf(cookies: string | undefined): string | undefined {
  const pair = cookies?.split(";").find((part) => part.trimStart().startsWith(`${ZONE_COOKIE}=`));
  if (pair === undefined) return undefined;
  try {
    return decodeURIComponent(pair.slice(pair.indexOf("=") + 1).trim());
  } catch {
    return undefined;
  }
}

/** What programs ask, also by a browser: its answers are kept and compared, and read by whoever. */
const FOR_PROGRAMS = /^\/(?:api|market|health|docs|openapi\.json)(?:[/?]|$)/u;

/** Draws a page with its times where its reader is. Answers for programs are UTC for everybody. */
export function withinReaderZone<T>({ url, headers }: Pick<IncomingMessage, "url" | "headers">, draw: () => T): T {
  if (FOR_PROGRAMS.test(url ?? "/")) return draw();
  return reading.run(parseZoneChoice(choiceOf(headers.cookie)).zone, draw);
}

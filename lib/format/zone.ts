import { HOUR_MS, MINUTE_MS, type UnixMs } from "@/lib/market/units";

/** Keeps the reader's choice, so that the first paint has it: "Asia/Tokyo", or "local:Asia/Tokyo" where it follows the device. */
export const ZONE_COOKIE = "ghostquant_zone";
export const UTC = "UTC";

export interface ZoneChoice {
  readonly kind: "utc" | "local" | "chosen";
  /** IANA name. */
  readonly zone: string;
}

const LOCAL = "local:";
const NAME_LENGTH_MAX = 64;
const unchosen: ZoneChoice = { kind: "utc", zone: UTC };

/** The name stays as the reader's device spells it: platforms differ in which of a zone's names comes first. */
function isZone(name: string): boolean {
  return name.length <= NAME_LENGTH_MAX && /^[A-Za-z]/u.test(name) && formatOf(name) !== null;
}

/** From the cookie's text; what is no zone of this machine is UTC. */
export function parseZoneChoice(text: string | undefined): ZoneChoice {
  if (text === undefined || text === "") return unchosen;
  const isLocal = text.startsWith(LOCAL);
  const zone = isLocal ? text.slice(LOCAL.length) : text;
  if (!isZone(zone)) return unchosen;
  if (isLocal) return { kind: "local", zone };
  return zone === UTC ? unchosen : { kind: "chosen", zone };
}

export function serializeZoneChoice({ kind, zone }: ZoneChoice): string {
  return kind === "utc" ? UTC : kind === "local" ? `${LOCAL}${zone}` : zone;
}

/** One place for both copies of this file that run in the web process: the front's, and the one in Next's bundle. */
const SOURCE = Symbol.for("ghostquant.reader-zone");
type Global = typeof globalThis & { [SOURCE]?: () => string | undefined };

/** Who knows in which zone the reader of the moment lives: the request on the server, the page in a browser. */
export function followReaderZone(source: () => string | undefined): void {
  (globalThis as Global)[SOURCE] = source;
}

/** The zone that times are written in. Where nobody reads, as in a worker or an answer for programs, it is UTC. */
export function readerZone(): string {
  return (globalThis as Global)[SOURCE]?.() ?? UTC;
}

/** Zones come from cookies, and their names may be spelled in many ways. */
const FORMATS_MAX = 1_000;
const formats = new Map<string, Intl.DateTimeFormat | null>();

function makeFormat(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  } catch {
    return null;
  }
}

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  if (formats.size >= FORMATS_MAX) formats.clear();
  const format = makeFormat(zone);
  formats.set(zone, format);
  return format;
}

/** How far the zone's clocks are ahead of UTC at a moment, summer time included. */
export function zoneOffsetMs(zone: string, at: UnixMs): number {
  if (zone === UTC) return 0;
  const name = formatOf(zone)
    ?.formatToParts(at)
    .find(({ type }) => type === "timeZoneName")?.value;
  const match = /^GMT([+\-−])(\d{2}):(\d{2})/u.exec(name ?? "");
  if (match === null) return 0;
  const ms = Number(match[2]) * HOUR_MS + Number(match[3]) * MINUTE_MS;
  return match[1] === "+" ? ms : -ms;
}

/** "UTC", "UTC+1", "UTC−3:30": a name that needs no knowledge of places and is right in summer and in winter. */
export function offsetName(offsetMs: number): string {
  if (offsetMs === 0) return UTC;
  const minutes = Math.abs(offsetMs) / MINUTE_MS;
  const rest = minutes % 60;
  const part = rest === 0 ? "" : `:${String(rest).padStart(2, "0")}`;
  return `UTC${offsetMs > 0 ? "+" : "−"}${Math.floor(minutes / 60)}${part}`;
}

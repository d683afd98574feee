import type { Fraction, Usd } from "@/lib/market/units";
import { inventName, inventSymbol, slugOf } from "./coin-names";
import { mix, smallNormal, uniform } from "./hash";
import { SECTORS, STABLECOINS, STAKED, WRAPPED } from "./sectors";

export type CoinKind = "ordinary" | "stable" | "wrapped" | "staked" | "dead";

/** What a simulated coin is, for its whole life. Its prices follow from this and the time alone. */
export interface CoinTraits {
  readonly id: string;
  readonly symbol: string;
  readonly name: string;
  readonly key: number;
  readonly kind: CoinKind;
  readonly sector: number;
  /** Place of the coin it stands for, when it is wrapped or staked. */
  readonly target: number | null;
  readonly targetBasePrice: Usd;
  /** Typical size of an hourly log return of its own. */
  readonly hourlySigma: Fraction;
  readonly marketBeta: number;
  readonly sectorBeta: number;
  readonly basePrice: Usd;
  readonly supply: number;
  readonly totalSupply: number;
  readonly maxSupply: number | null;
  readonly volumePerDay: Usd;
  /** First and last hour (since 1970) of its listing; null means always. */
  readonly listedHour: number | null;
  /** Its feed wakes only every so many hours; 0 for a coin that is always fresh. */
  readonly staleHours: number;
  /** How many hours before now its sparkline ends, and how many points it has when it is old enough. */
  readonly sparklineLagHours: number;
  readonly sparklinePoints: number;
  readonly unknown: {
    readonly change1h: boolean;
    readonly change24h: boolean;
    readonly cap: boolean;
    readonly volume: boolean;
    readonly lastUpdated: boolean;
    /** One null among the sparkline's points. */
    readonly sparklinePoint: boolean;
  };
  readonly categories: readonly string[];
}

/** Slots that list a new coin as soon as the old one is delisted live this long a coin. */
export const LIFE_HOURS = 60 * 24;

const ALWAYS_ORDINARY = new Set([0, 1, 3, 4]);
const FIRST_STABLES = new Set([2, 5]);
const LARGEST_CAP_USD = 1.6e12;
const ODD_SYMBOLS = ["$", "🚀", "\u00a0x", "عملة", "ΣX"];

const chance = (key: number, stream: number, probability: number) => uniform(mix(key, stream)) < probability;

function kindOf(slot: number, key: number): CoinKind {
  if (ALWAYS_ORDINARY.has(slot)) return "ordinary";
  if (FIRST_STABLES.has(slot)) return "stable";
  const draw = uniform(mix(key, 10));
  if (draw < 0.023) return "stable";
  if (draw < 0.033) return "wrapped";
  if (draw < 0.043) return "staked";
  return draw < 0.063 && slot > 150 ? "dead" : "ordinary";
}

/** Whether a slot changes its coin every `LIFE_HOURS`: one in sixteen, and none of the large ones. */
export function churns(slot: number, slotKey: number): boolean {
  return slot >= 100 && kindOf(slot, slotKey) === "ordinary" && chance(slotKey, 11, 0.065);
}

/** Which coin of a churning slot is listed in an hour; 0 for a slot that never changes. */
export function generationAt(slot: number, slotKey: number, hour: number): number {
  if (!churns(slot, slotKey)) return 0;
  return Math.floor((hour + phaseOf(slotKey)) / LIFE_HOURS);
}

function phaseOf(slotKey: number): number {
  return Math.floor(uniform(mix(slotKey, 12)) * LIFE_HOURS);
}

function nameOf(kind: CoinKind, key: number, target: CoinTraits | null): { name: string; symbol: string } {
  const invented = inventName(key);
  if (kind === "stable") return { name: `${invented} Dollar`, symbol: `${invented.slice(0, 2).toUpperCase()}USD` };
  if (kind === "wrapped" && target !== null) {
    // Bridges often keep the symbol of the coin they stand for.
    const keeps = chance(key, 21, 0.4);
    return { name: `${invented} Wrapped ${target.name}`, symbol: keeps ? target.symbol : `W${target.symbol}` };
  }
  if (kind === "staked" && target !== null)
    return { name: `${invented} Staked ${target.name}`, symbol: `ST${target.symbol}` };
  return { name: invented, symbol: inventSymbol(invented, mix(key, 22)) };
}

/** Symbols are not unique in the trade: one small coin in twelve borrows a large one's, a few are odd text. */
function symbolOf(symbol: string, kind: CoinKind, slot: number, key: number, older: readonly CoinTraits[]): string {
  if (kind !== "ordinary" || slot < 200) return symbol;
  if (chance(key, 23, 0.08)) return older[Math.floor(uniform(mix(key, 24)) * 90)]?.symbol ?? symbol;
  if (chance(key, 25, 0.004)) return (ODD_SYMBOLS[Math.floor(uniform(mix(key, 26)) * 5)] ?? "") + symbol;
  return symbol;
}

function targetOf(kind: CoinKind, key: number, older: readonly CoinTraits[]): CoinTraits | null {
  if (kind !== "wrapped" && kind !== "staked") return null;
  const wished = Math.floor(uniform(mix(key, 13)) ** 2 * Math.min(60, older.length));
  for (let place = wished; place >= 0; place--) if (older[place]?.kind === "ordinary") return older[place] ?? null;
  return null;
}

function basePriceOf(slot: number, kind: CoinKind, key: number, target: CoinTraits | null): Usd {
  if (kind === "stable") return 1;
  if (target !== null) return target.basePrice * (kind === "staked" ? 1 + 0.25 * uniform(mix(key, 31)) : 1);
  if (slot === 0) return 64_000;
  if (slot > 400 && chance(key, 32, 0.015)) return 10 ** (-9 + 2 * uniform(mix(key, 33)));
  const typical = slot < 50 ? 1 : -0.7;
  return 10 ** Math.min(4.5, Math.max(-7, typical + 1.3 * smallNormal(mix(key, 34))));
}

/** Small coins are wilder. */
function sigmaOf(slot: number, kind: CoinKind, key: number): Fraction {
  if (kind === "stable") return 0.0002;
  if (kind === "wrapped" || kind === "staked") return 0.0003;
  if (kind === "dead") return 0;
  const smallness = Math.min(1, slot / 2_500) ** 0.5;
  return (0.0025 + 0.0085 * smallness) * Math.exp(0.3 * smallNormal(mix(key, 41)));
}

function volumeOf(kind: CoinKind, key: number, cap: Usd): Usd {
  if (kind === "dead") return 0;
  const median = kind === "stable" ? 0.15 : 0.03;
  return cap * median * Math.exp(1.1 * smallNormal(mix(key, 42)));
}

function categoriesOf(kind: CoinKind, sector: number): readonly string[] {
  if (kind === "stable") return [STABLECOINS];
  if (kind === "wrapped") return [WRAPPED];
  if (kind === "staked") return [STAKED];
  return [SECTORS[sector]?.id ?? "layer-1"];
}

/** The stock of coins: cap falls with the slot like a Zipf law, the kinds by fixed shares of chance. */
function economicsOf(slot: number, kind: CoinKind, key: number, target: CoinTraits | null) {
  const scatter = Math.exp(0.12 * smallNormal(mix(key, 43)));
  const capBase = (LARGEST_CAP_USD / (slot + 1) ** 1.55) * scatter;
  // A wrapper is a small share of what it wraps.
  const cap = target === null ? capBase : Math.min(capBase, target.supply * target.basePrice * 0.1);
  const basePrice = basePriceOf(slot, kind, key, target);
  const supply = cap / basePrice;
  const totalSupply = supply * (1 + 0.6 * uniform(mix(key, 44)));
  return {
    basePrice,
    supply,
    totalSupply,
    maxSupply: chance(key, 45, 0.55) ? totalSupply * (1 + uniform(mix(key, 46))) : null,
    volumePerDay: volumeOf(kind, key, cap),
  };
}

/** Which facts the provider does not know: a few per cent of the small coins each. */
function unknownsOf(slot: number, kind: CoinKind, key: number): CoinTraits["unknown"] {
  const small = slot >= 100 && kind === "ordinary";
  return {
    change1h: small && chance(key, 57, 0.03),
    change24h: small && chance(key, 58, 0.02),
    cap: slot >= 300 && small && chance(key, 59, 0.02),
    volume: small && chance(key, 60, 0.004),
    lastUpdated: small && chance(key, 61, 0.003),
    sparklinePoint: small && chance(key, 62, 0.005),
  };
}

/** How a coin follows the market and its sector; pegged and dead coins do not. */
function betasOf(kind: CoinKind, key: number): Pick<CoinTraits, "marketBeta" | "sectorBeta"> {
  if (kind !== "ordinary") return { marketBeta: 0, sectorBeta: 0 };
  return { marketBeta: 1 + 0.35 * smallNormal(mix(key, 52)), sectorBeta: 0.8 + 0.3 * smallNormal(mix(key, 53)) };
}

/** How the provider serves the coin: awake or asleep, and where its sparkline ends. */
function feedOf(slot: number, kind: CoinKind, churning: boolean, key: number) {
  const sleepy = slot >= 100 && kind === "ordinary" && !churning;
  return {
    staleHours: sleepy && chance(key, 54, 0.015) ? 72 : 0,
    sparklineLagHours: 1 + Math.floor(uniform(mix(key, 55)) * 6),
    sparklinePoints: chance(key, 56, 0.05) ? 167 : 168,
  };
}

/** Describes the coin that a slot lists in one generation; `older` are the coins of lower slots, large ones first. */
export function describeCoin(
  slot: number,
  slotKey: number,
  generation: number,
  older: readonly CoinTraits[],
  takenIds: ReadonlySet<string>,
): CoinTraits {
  const churning = churns(slot, slotKey);
  const key = churning ? mix(slotKey, 1_000 + generation) : slotKey;
  const wishedKind = churning ? "ordinary" : kindOf(slot, slotKey);
  const target = targetOf(wishedKind, key, older);
  const standsForNothing = target === null && (wishedKind === "wrapped" || wishedKind === "staked");
  const kind = standsForNothing ? "ordinary" : wishedKind;
  const { name, symbol } = nameOf(kind, key, target);
  const slug = slugOf(name);
  const suffixed = `${slug}-${slot.toString(36)}${churning ? generation.toString(36) : ""}`;
  const sector = Math.floor(uniform(mix(key, 51)) * SECTORS.length);
  return {
    id: churning || takenIds.has(slug) ? suffixed : slug,
    symbol: symbolOf(symbol, kind, slot, key, older),
    name,
    key,
    kind,
    sector,
    target: target === null ? null : older.indexOf(target),
    targetBasePrice: target?.basePrice ?? 1,
    hourlySigma: sigmaOf(slot, kind, key),
    ...betasOf(kind, key),
    ...economicsOf(slot, kind, key, target),
    listedHour: churning ? generation * LIFE_HOURS - phaseOf(slotKey) : null,
    ...feedOf(slot, kind, churning, key),
    unknown: unknownsOf(slot, kind, key),
    categories: categoriesOf(kind, sector),
  };
}

import type { Category } from "./market";

export const STABLECOINS = "stablecoins";
export const WRAPPED = "wrapped-tokens";
export const STAKED = "liquid-staking-tokens";

/** Sectors of the simulated market; coins of one move together. */
export const SECTORS: readonly Category[] = [
  { id: "layer-1", name: "Layer 1 (L1)" },
  { id: "layer-2", name: "Layer 2 (L2)" },
  { id: "decentralized-finance-defi", name: "Decentralized Finance (DeFi)" },
  { id: "decentralized-exchange", name: "Decentralized Exchange (DEX)" },
  { id: "meme-token", name: "Meme" },
  { id: "artificial-intelligence", name: "Artificial Intelligence (AI)" },
  { id: "gaming", name: "Gaming (GameFi)" },
  { id: "real-world-assets-rwa", name: "Real World Assets (RWA)" },
  { id: "depin", name: "DePIN" },
  { id: "oracle", name: "Oracle" },
  { id: "privacy-coins", name: "Privacy" },
  { id: "storage", name: "Storage" },
];

export const PEG_CATEGORIES: readonly Category[] = [
  { id: STABLECOINS, name: "Stablecoins" },
  { id: WRAPPED, name: "Wrapped-Tokens" },
  { id: STAKED, name: "Liquid Staking Tokens" },
];

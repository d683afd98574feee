import { UnknownCoin } from "@/components/momentum/coin/unknown-coin";

export default function CoinNotFound() {
  return <UnknownCoin />;
}

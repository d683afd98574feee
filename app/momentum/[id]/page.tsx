import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { readCoin } from "@/app/api/market/coin/[id]/read-coin";
import { webServices } from "@/app/api/web-services";
import { CoinCandidates } from "@/components/momentum/coin/coin-candidates";
import { BackLink } from "@/components/momentum/coin/coin-header";
import { CoinScreen } from "@/components/momentum/coin/coin-screen";
import { pageDescription, pageTitle } from "@/components/momentum/coin/present-page";
import { coinPageAddress } from "@/components/momentum/coin-address";

interface CoinPageProps {
  readonly params: Promise<{ id: string }>;
}

/** Pages get the segment as it stands in the address. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** One reading for the page and its metadata. */
const readOnce = cache((id: string) => readCoin(webServices(), id));

/** The page's own address; null where the operator did not say how readers reach it. */
function publicAddress(coinId: string): URL | null {
  const { PUBLIC_URL } = webServices().env;
  return PUBLIC_URL === undefined ? null : new URL(coinPageAddress(coinId), PUBLIC_URL);
}

export async function generateMetadata({ params }: CoinPageProps): Promise<Metadata> {
  const id = decode((await params).id);
  const reading = await readOnce(id);
  if (reading.kind !== "found") return { title: `${id} · GhostQuant`, robots: { index: false } };
  const { detail } = reading;
  const [title, description] = [pageTitle(detail), pageDescription(detail)];
  const address = publicAddress(detail.id);
  return {
    title,
    description,
    ...(address === null ? {} : { alternates: { canonical: address } }),
    openGraph: {
      type: "website",
      siteName: "GhostQuant",
      title,
      description,
      ...(address === null ? {} : { url: address }),
    },
    twitter: { card: "summary", title, description },
  };
}

export default async function CoinPage({ params }: CoinPageProps) {
  const id = decode((await params).id);
  const reading = await readOnce(id);
  if (reading.kind === "unknown") notFound();
  if (reading.kind === "ambiguous") {
    return (
      <div className="flex max-w-xl flex-col gap-3 px-3 pt-2 pb-6 md:px-4">
        <BackLink />
        <h1 className="font-semibold text-title">
          {reading.candidates.length} coins have the symbol {id}
        </h1>
        <CoinCandidates candidates={reading.candidates} />
      </div>
    );
  }
  if (reading.kind === "found" && reading.detail.id !== id) redirect(coinPageAddress(reading.detail.id));
  return <CoinScreen coinId={id} initial={reading.kind === "found" ? reading.detail : null} />;
}

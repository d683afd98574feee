import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { APPEARANCE_COOKIE, parseAppearance } from "@/components/layout/appearance";
import { BareShell } from "@/components/layout/bare-shell";
import { Shell } from "@/components/layout/shell";
import { TOUR_COOKIE } from "@/components/layout/tour-cookie";
import { InReaderZone, ReaderZone } from "@/components/ui/reader-zone";
import { parseZoneChoice, readerZone, ZONE_COOKIE } from "@/lib/format/zone";
import { mayReadMarket } from "./read-access";
import { describeMarket, readMarket } from "./read-market";
import { saveAppearance } from "./save-appearance";
import "./base.css";

export const metadata: Metadata = {
  title: "GhostQuant",
  description: "A self-hosted screener that ranks every coin by momentum and says why.",
  // Safari reads neither the manifest's name nor its icons for the home screen.
  appleWebApp: { capable: true, title: "GhostQuant", statusBarStyle: "default" },
  icons: { icon: "/icon.svg", apple: "/icons/192.png" },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: dark)", color: "#14161c" },
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const kept = await cookies();
  const appearance = parseAppearance(kept.get(APPEARANCE_COOKIE)?.value);
  const look = { appearance, saveAppearance };
  const market = (await mayReadMarket()) ? describeMarket(await readMarket()) : null;
  return (
    <html
      lang="en"
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      data-theme={appearance.theme}
      data-palette={appearance.palette}
      data-density={appearance.density}
      data-nav={appearance.nav}
      data-zone={readerZone()}
      data-source={market?.clock?.source ?? "unknown"}
    >
      <body>
        <ReaderZone initial={parseZoneChoice(kept.get(ZONE_COOKIE)?.value)}>
          {market === null ? (
            <BareShell {...look}>
              <InReaderZone>{children}</InReaderZone>
            </BareShell>
          ) : (
            <Shell market={market} offersTour={!kept.has(TOUR_COOKIE)} {...look}>
              <InReaderZone>{children}</InReaderZone>
            </Shell>
          )}
        </ReaderZone>
      </body>
    </html>
  );
}

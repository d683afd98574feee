import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { APPEARANCE_COOKIE, parseAppearance } from "@/components/layout/appearance";
import { BareShell } from "@/components/layout/bare-shell";
import { Shell } from "@/components/layout/shell";
import { mayReadMarket } from "./read-access";
import { describeMarket, readMarket } from "./read-market";
import { saveAppearance } from "./save-appearance";
import "./base.css";

export const metadata: Metadata = {
  title: "GhostQuant",
  description: "A self-hosted screener that ranks every coin by momentum and says why.",
};

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const appearance = parseAppearance((await cookies()).get(APPEARANCE_COOKIE)?.value);
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
      data-source={market?.clock?.source ?? "unknown"}
    >
      <body>
        {market === null ? (
          <BareShell {...look}>{children}</BareShell>
        ) : (
          <Shell market={market} {...look}>
            {children}
          </Shell>
        )}
      </body>
    </html>
  );
}

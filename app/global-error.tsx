"use client";

import { ShownProblem } from "@/components/ui/shown-problem";
import "./base.css";

/** When even what stands around every page could not be drawn. Nothing here reads the market. */
export default function GlobalError({ error }: { readonly error: Error & { readonly digest?: string } }) {
  return (
    <html lang="en" data-theme="system">
      <body>
        <main>
          <title>Not drawn · GhostQuant</title>
          <ShownProblem digest={error.digest ?? null}>
            {/* Not a link of the router: the whole document is to be asked for again. */}
            <a href="/momentum" className="button button-primary">
              Start again
            </a>
          </ShownProblem>
        </main>
      </body>
    </html>
  );
}

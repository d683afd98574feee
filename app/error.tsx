"use client";

import Link from "next/link";
import { useEffect } from "react";
import { ShownProblem } from "@/components/ui/shown-problem";

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  /** Asks the server again; only drawing again what it sent would fail again. */
  readonly retry: () => void;
}

const TITLE = "Not drawn · GhostQuant";

/** A page that could not be drawn: what is known of it, and the ways on. The shell around it stays. */
export default function ErrorPage({ error, retry }: ErrorPageProps) {
  useEffect(() => {
    const drawn = document.title;
    document.title = TITLE;
    return () => {
      // A page that was gone to has its own by now.
      if (document.title === TITLE) document.title = drawn;
    };
  }, []);
  return (
    <ShownProblem digest={error.digest ?? null}>
      <button type="button" className="button button-primary" onClick={retry}>
        Try again
      </button>
      <Link href="/momentum" className="button">
        Momentum
      </Link>
      <Link href="/status" className="button">
        Status
      </Link>
    </ShownProblem>
  );
}

"use client";

import Link from "next/link";
import { useEffect } from "react";
import { ShownProblem } from "@/components/ui/shown-problem";

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** A page that could not be drawn: what is known of it, and the ways on. The shell around it stays. */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  useEffect(() => {
    document.title = "Not drawn · GhostQuant";
  }, []);
  return (
    <ShownProblem digest={error.digest ?? null}>
      <button type="button" className="button button-primary" onClick={reset}>
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

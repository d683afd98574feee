"use client";

import { X } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { answerTour } from "@/components/layout/tour-cookie";
import type { TourState } from "@/components/layout/use-guides";
import { steps } from "./steps";
import { useFrame } from "./use-frame";

const START = "/momentum";

export interface TourProps {
  readonly state: TourState;
  readonly onChange: (state: TourState | null) => void;
}

function Offer({ onTake, onSkip }: { readonly onTake: () => void; readonly onSkip: () => void }) {
  return (
    <>
      <h2 className="font-semibold text-body text-fg">New here?</h2>
      <p className="text-fg-2 text-table">
        A tour of {steps.length} short steps. The search at the top finds it again later.
      </p>
      <div className="flex flex-wrap gap-2">
        <button type="button" className="button" onClick={onTake}>
          Take the tour
        </button>
        <button type="button" className="button-plain px-2 text-fg-2 text-table" onClick={onSkip}>
          Not now
        </button>
      </div>
    </>
  );
}

function Steps({ onEnd }: { readonly onEnd: () => void }) {
  const [at, setAt] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  const step = steps[at];
  useFrame(step?.target ?? null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const isLast = at === steps.length - 1;
  const next = () => (isLast ? onEnd() : setAt(at + 1));
  const back = () => setAt(Math.max(0, at - 1));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowRight" && !isLast) next();
    else if (event.key === "ArrowLeft") back();
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys beside the buttons that do the same
    <div className="contents" onKeyDown={onKeyDown}>
      <div className="flex items-start gap-2">
        <h2 ref={heading} tabIndex={-1} className="min-w-0 flex-1 font-semibold text-body text-fg outline-none">
          {step?.title}
        </h2>
        <button type="button" className="icon-button -mt-1.5 -mr-2 shrink-0" aria-label="End the tour" onClick={onEnd}>
          <X size={16} strokeWidth={1.75} aria-hidden="true" />
        </button>
      </div>
      <p aria-live="polite" className="text-fg-2 text-table">
        <span className="sr-only">{step?.title}. </span>
        {step?.text}
      </p>
      <div className="flex items-center gap-2">
        <button type="button" className="button" onClick={next}>
          {isLast ? "Done" : "Next"}
        </button>
        <button type="button" className="button-plain px-2 text-fg-2 text-table" onClick={back} disabled={at === 0}>
          Back
        </button>
        <span className="num ml-auto text-fg-3 text-meta">
          {at + 1} of {steps.length}
        </span>
      </div>
    </div>
  );
}

/** The first look around: a card beside the page, never over it as a layer; the page goes on working behind it. */
export function Tour({ state, onChange }: TourProps) {
  const path = usePathname();
  const router = useRouter();
  const end = () => {
    answerTour();
    onChange(null);
  };
  useEffect(() => {
    if (state !== "running") return;
    answerTour();
    router.push(START);
  }, [state, router]);
  // Who follows a link to a coin wants that coin.
  if (state === "offered" && path !== START) return null;
  return (
    <section
      aria-label="Tour"
      className="tour"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        end();
      }}
      data-testid="tour"
    >
      {state === "offered" ? <Offer onTake={() => onChange("running")} onSkip={end} /> : <Steps onEnd={end} />}
    </section>
  );
}

"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import { FlagGlyph } from "@/components/alerts/flag-glyph";
import type { Notice } from "@/hooks/coin-actions";
import { useCoinActions, useDesk } from "@/hooks/use-coin-actions";

const STAYS_MS = 6_000;

function NoticeCard({ notice }: { readonly notice: Notice }) {
  const { dismiss } = useCoinActions();
  const { key, link, action } = notice;
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismiss(key), STAYS_MS);
    return () => clearTimeout(timer);
  }, [held, dismiss, key]);
  const onEnd = () => dismiss(key);
  return (
    <li
      role={notice.urgent ? "alert" : "status"}
      className="pointer-events-auto flex items-center gap-3 rounded-card border border-line bg-surface-3 py-2 pr-1 pl-3 text-fg text-table shadow-float"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      data-testid="notice"
    >
      {notice.urgent && <FlagGlyph className="text-accent" />}
      <span className="num min-w-0">{notice.text}</span>
      {link && (
        <Link
          href={link.href}
          className="target inline-flex shrink-0 items-center text-accent underline underline-offset-2"
          onClick={onEnd}
        >
          {link.label}
        </Link>
      )}
      {action && (
        <button
          type="button"
          className="button-plain target shrink-0 px-2 text-accent"
          onClick={() => {
            action.run();
            onEnd();
          }}
        >
          {action.label}
        </button>
      )}
      <button type="button" className="icon-button shrink-0" aria-label="Dismiss" onClick={onEnd}>
        <X size={16} strokeWidth={1.75} aria-hidden="true" />
      </button>
    </li>
  );
}

/** Answers to what the reader just did, at most three, six seconds each; held while looked at. */
export function Notices() {
  const notices = useDesk((state) => state.notices);
  return (
    <ul className="notices">
      {notices.map((notice) => (
        <NoticeCard key={notice.key} notice={notice} />
      ))}
    </ul>
  );
}

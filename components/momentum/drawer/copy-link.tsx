"use client";

import { Check, Link2 } from "lucide-react";
import { useState } from "react";

/** Puts the address of what is on screen on the clipboard. */
export function CopyLink({ label }: { readonly label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(window.location.href);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  const Icon = copied ? Check : Link2;
  return (
    <button type="button" onClick={copy} className="icon-button target" aria-label={copied ? "Link copied" : label}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
    </button>
  );
}

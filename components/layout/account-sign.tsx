"use client";

import { LogIn, UserRound } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useAccess } from "@/hooks/use-access";

/** Whether the reader is signed in, and the way to change that; the place is the same size either way. */
export function AccountSign() {
  const access = useAccess();
  const path = usePathname();
  if (access === null) return <span className="icon-button" aria-hidden="true" />;
  if (access.signed_in) {
    const said = access.via === "local" ? "Settings: signed in as this machine's visitor" : "Settings: signed in";
    return (
      <Link href="/settings" className="icon-button target" aria-label={said} data-hint={said} data-testid="account">
        <UserRound size={20} strokeWidth={1.75} aria-hidden="true" />
      </Link>
    );
  }
  const said = access.needs_setup ? "Set a password" : "Sign in";
  const href = access.needs_setup ? "/setup" : `/sign-in?${new URLSearchParams({ next: path })}`;
  return (
    <Link href={href} className="icon-button target" aria-label={said} data-hint={said} data-testid="account">
      <LogIn size={20} strokeWidth={1.75} aria-hidden="true" />
    </Link>
  );
}

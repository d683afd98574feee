"use client";

import { Activity, Flag, Gauge, History } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";

/** Only screens that exist. */
const screens = [
  { href: "/momentum", label: "Momentum", Icon: Gauge },
  { href: "/alerts", label: "Alerts", Icon: Flag },
  { href: "/backtests", label: "Backtests", Icon: History },
  { href: "/status", label: "Status", Icon: Activity },
] as const;

/** A rail on the left, a bar at the bottom of a narrow screen; the same links in the same order. */
export function Navigation() {
  const path = usePathname();
  return (
    <nav aria-label="Screens" className="app-nav">
      <ul className="app-nav-list">
        {screens.map(({ href, label, Icon }) => (
          <li key={href} className="max-md:flex-1">
            <Link href={href} aria-current={path.startsWith(href) ? "page" : undefined} className="app-nav-link">
              <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
              <span>{label}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

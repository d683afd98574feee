import type { Metadata } from "next";
import Link from "next/link";

export const metadata: Metadata = { title: "Nothing here · GhostQuant" };

export default function NotFound() {
  return (
    <div className="flex max-w-xl flex-col items-start gap-3 px-3 pt-6 pb-6 md:px-4">
      <h1 className="font-semibold text-title">There is nothing at this address</h1>
      <p className="text-fg-2">It may have been mistyped, or it belongs to a screen that this version does not have.</p>
      <ul className="flex flex-wrap gap-2">
        <li>
          <Link href="/momentum" className="button">
            Momentum
          </Link>
        </li>
        <li>
          <Link href="/status" className="button">
            Status
          </Link>
        </li>
        <li>
          <a href="/docs" className="button">
            API documentation
          </a>
        </li>
      </ul>
    </div>
  );
}

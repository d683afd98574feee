"use client";

import { Settings } from "lucide-react";
import { Popover } from "@/components/ui/popover";
import { LookFields } from "./look-fields";

/** How the page looks; kept in a cookie, no account needed. */
export function SettingsMenu() {
  return (
    <Popover
      label="Look"
      align="end"
      trigger={{
        className: "icon-button target",
        "aria-label": "Look and keys",
        children: <Settings size={20} strokeWidth={1.75} aria-hidden="true" />,
      }}
    >
      <div className="flex flex-col gap-3">
        <LookFields />
        <a
          href="/docs"
          className="inline-flex min-h-8 w-fit items-center text-accent text-table pointer-coarse:min-h-11"
        >
          API documentation
        </a>
      </div>
    </Popover>
  );
}

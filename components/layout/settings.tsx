"use client";

import { Settings } from "lucide-react";
import { Choice } from "@/components/ui/choice";
import { Popover } from "@/components/ui/popover";
import { useAppearance } from "./use-appearance";

/** How the page looks; kept in a cookie, no account needed. */
export function SettingsMenu() {
  const { appearance, change } = useAppearance();
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
        <Choice
          legend="Theme"
          showLegend
          value={appearance.theme}
          onChange={(theme) => change({ theme })}
          options={[
            { value: "dark", label: "Dark" },
            { value: "light", label: "Light" },
            { value: "system", label: "As system" },
          ]}
        />
        <Choice
          legend="Up and down"
          showLegend
          value={appearance.palette}
          onChange={(palette) => change({ palette })}
          options={[
            { value: "green-red", label: "Green, red" },
            { value: "blue-orange", label: "Blue, orange" },
          ]}
        />
        <Choice
          legend="Density"
          showLegend
          value={appearance.density}
          onChange={(density) => change({ density })}
          options={[
            { value: "compact", label: "Compact" },
            { value: "normal", label: "Normal" },
            { value: "roomy", label: "Roomy" },
          ]}
        />
        <Choice
          legend="Single-letter keys"
          showLegend
          value={appearance.letters}
          onChange={(letters) => change({ letters })}
          options={[
            { value: "on", label: "On" },
            { value: "off", label: "Off" },
          ]}
        />
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

"use client";

import { Choice } from "@/components/ui/choice";
import { ZoneField } from "@/components/ui/zone-field";
import { useAppearance } from "./use-appearance";

/** How the page looks and which keys it takes: the same in the menu of the top bar and in the settings. */
export function LookFields() {
  const { appearance, change } = useAppearance();
  return (
    <>
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
      <ZoneField />
    </>
  );
}

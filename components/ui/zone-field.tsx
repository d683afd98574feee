"use client";

import { useSyncExternalStore } from "react";
import { subscribeToTick, tickNow } from "@/hooks/shared-tick";
import { formatMoment } from "@/lib/format/time";
import { UTC, type ZoneChoice } from "@/lib/format/zone";
import { deviceZone, useReaderZone } from "./reader-zone";

const LOCAL = "local";

/** On the page of settings the field itself is drawn anew with its times: the new one takes the focus of the old. */
let isChosenHere = false;

function takeFocus(field: HTMLSelectElement | null): void {
  if (field === null || !isChosenHere) return;
  isChosenHere = false;
  field.focus({ preventScroll: true });
}

function choiceOf(value: string): ZoneChoice {
  if (value === UTC) return { kind: "utc", zone: UTC };
  return value === LOCAL ? { kind: "local", zone: deviceZone() } : { kind: "chosen", zone: value };
}

/** In which zone times are written: UTC, as this device, or any other. */
export function ZoneField() {
  const { choice, choose } = useReaderZone();
  // The server knows neither the device's zone nor which zones its browser has: drawn when the page is awake.
  const now = useSyncExternalStore(subscribeToTick, tickNow, () => null);
  if (now === null) return <div className="h-20" aria-hidden="true" />;
  const value = choice.kind === "utc" ? UTC : choice.kind === "local" ? LOCAL : choice.zone;
  const zones = Intl.supportedValuesOf("timeZone").filter((zone) => zone !== UTC);
  const listed = choice.kind !== "chosen" || zones.includes(choice.zone) ? zones : [choice.zone, ...zones];
  return (
    <label className="flex flex-col gap-1 text-table">
      <span className="text-fg-2 text-meta">Times</span>
      <select
        ref={takeFocus}
        className="field w-full pointer-coarse:min-h-11"
        value={value}
        onChange={(event) => {
          isChosenHere = true;
          // Where the field stays as it is, nobody takes it.
          setTimeout(() => {
            isChosenHere = false;
          });
          choose(choiceOf(event.target.value));
        }}
        data-testid="zone"
      >
        <option value={UTC}>UTC</option>
        <option value={LOCAL}>As this device: {deviceZone().replaceAll("_", " ")}</option>
        <optgroup label="Always">
          {listed.map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll("_", " ")}
            </option>
          ))}
        </optgroup>
      </select>
      <span className="num text-fg-3 text-meta" data-testid="zone-now">
        Now {formatMoment(now, choice.zone)}. Days of backtests and exports stay UTC.
      </span>
    </label>
  );
}

"use client";

import { EllipsisVertical } from "lucide-react";
import { useRef, useState } from "react";
import { Popover } from "@/components/ui/popover";
import { failureText } from "@/hooks/requests";
import { changeAlert, deleteAlert, testAlert } from "@/hooks/use-alerts";
import { useCoinActions } from "@/hooks/use-coin-actions";
import type { WireAlert } from "@/lib/contracts/http/alerts";
import { alertTitle } from "./present-alerts";

export interface AlertMenuProps {
  readonly alert: WireAlert;
  readonly onEdit: () => void;
  readonly onDuplicate: () => void;
}

/** What can be done with one alert. */
export function AlertMenu({ alert, onEdit, onDuplicate }: AlertMenuProps) {
  const { say } = useCoinActions();
  const name = alertTitle(alert);
  const trigger = useRef<HTMLButtonElement>(null);
  const [sure, setSure] = useState(false);
  const run = (work: Promise<unknown>, done: string) =>
    work.then(
      () => say(done),
      (error: unknown) => say(`${name}: ${failureText(error)}`),
    );
  const close = () =>
    trigger.current?.popoverTargetElement instanceof HTMLElement && trigger.current.popoverTargetElement.hidePopover();
  const items: readonly (readonly [label: string, act: () => void])[] = [
    ["Edit", onEdit],
    alert.state === "paused"
      ? ["Resume", () => void run(changeAlert(alert.id, { state: "active" }), `${name} is judged again.`)]
      : ["Pause", () => void run(changeAlert(alert.id, { state: "paused" }), `${name} is paused.`)],
    ["Duplicate", onDuplicate],
    [
      "Send a test",
      () => void run(testAlert(alert.id), "A test is on its way, marked as one. The history has its fate."),
    ],
  ];
  return (
    <Popover
      label={`Alert ${name}`}
      align="end"
      triggerRef={trigger}
      trigger={{
        className: "icon-button",
        "aria-label": `Menu of ${name}`,
        "data-testid": "alert-menu",
        children: <EllipsisVertical size={16} strokeWidth={1.75} aria-hidden="true" />,
      }}
    >
      <ul className="-m-1 flex w-44 flex-col">
        {items.map(([label, act]) => (
          <li key={label}>
            <button
              type="button"
              className="button-plain w-full justify-start px-2 text-table"
              onClick={() => {
                close();
                act();
              }}
            >
              {label}
            </button>
          </li>
        ))}
        <li>
          <button
            type="button"
            className="button-plain w-full justify-start px-2 text-danger text-table"
            onBlur={() => setSure(false)}
            onClick={() => {
              if (!sure) return setSure(true);
              close();
              void run(deleteAlert(alert.id), `${name} is deleted.`);
            }}
          >
            {sure ? "Delete, with its history" : "Delete…"}
          </button>
        </li>
      </ul>
    </Popover>
  );
}

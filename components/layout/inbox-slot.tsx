"use client";

import dynamic from "next/dynamic";

/** The bell's place is there before the bell. */
const Inbox = dynamic(() => import("../alerts/inbox").then((module) => module.Inbox), {
  ssr: false,
  loading: () => <span className="icon-button" aria-hidden="true" />,
});

export function InboxSlot() {
  return <Inbox />;
}

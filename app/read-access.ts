import { headers } from "next/headers";
import type { AccessState } from "@/lib/contracts/http/access-state";
import { type Asking, authorize } from "@/lib/http/principal";
import { describeState } from "./api/access/describe-state";
import { addressOf } from "./api/request";
import { webServices } from "./api/web-services";

async function asking(): Promise<Asking> {
  const given = await headers();
  const request = { method: "GET", searchParams: new URLSearchParams(), header: (name: string) => given.get(name) };
  return { request, address: addressOf(request) };
}

/** Who looks at this page. */
export async function readAccess(): Promise<AccessState> {
  const { access } = webServices();
  return describeState(access, await access.identify(await asking()));
}

/** Whether the shell may speak of the market; without a closed door nobody is asked who he is. */
export async function mayReadMarket(): Promise<boolean> {
  const { rules, recall } = webServices().access;
  if (rules.readsOpen) return true;
  const asked = await asking();
  return authorize(await recall(asked), { access: "read" }, asked.request, rules) === null;
}

/** Whether sessions can be sealed at all. */
export function canSignIn(): boolean {
  return webServices().access.rules.secret !== null;
}

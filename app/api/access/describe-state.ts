import type { AccessState } from "@/lib/contracts/http/access-state";
import type { Principal } from "@/lib/http/principal";
import type { Access } from "../open-access";

/** What the page needs to know of its reader; the owner's name and when he set the password are nobody's business. */
export async function describeState(access: Access, principal: Principal): Promise<AccessState> {
  const isOwner = principal.kind === "owner";
  return {
    needs_setup: !access.rules.localOwner && (await access.owner()) === null,
    signed_in: isOwner,
    via: viaOf(principal),
    reads: access.rules.readsOpen ? "open" : "closed",
    scopes: scopesOf(principal),
    password_changeable: isOwner && principal.via === "session" && !access.isPreset,
  };
}

function viaOf(principal: Principal): AccessState["via"] {
  if (principal.kind === "anonymous") return null;
  return principal.kind === "key" ? "key" : principal.via;
}

function scopesOf(principal: Principal): AccessState["scopes"] {
  if (principal.kind === "anonymous") return [];
  return principal.kind === "key" ? [...principal.scopes] : ["admin"];
}

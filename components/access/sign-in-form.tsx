"use client";

import { sendJson } from "@/hooks/requests";
import { accessStateSchema } from "@/lib/contracts/http/access-state";
import { Failure, OwnerName, PasswordField } from "./form-parts";
import { useSubmit } from "./use-submit";

/** Loads the next page anew: what was drawn for a stranger is not what the owner sees. */
export function SignInForm({ next }: { readonly next: string }) {
  const { busy, failure, mistakes, onSubmit } = useSubmit(async (fields) => {
    await sendJson("POST", "/api/access/sign-in", { password: String(fields.get("password")) }, accessStateSchema);
    window.location.assign(next);
  });
  return (
    <form className="flex flex-col gap-4" onSubmit={onSubmit} data-testid="sign-in">
      <OwnerName />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="current-password"
        mistake={mistakes.password}
        autoFocus
      />
      {failure !== null && <Failure>{failure}</Failure>}
      <button type="submit" className="button button-primary pointer-coarse:min-h-11" disabled={busy}>
        {busy ? "Signing in" : "Sign in"}
      </button>
    </form>
  );
}

"use client";

import { sendJson } from "@/hooks/requests";
import { accessStateSchema } from "@/lib/contracts/http/access-state";
import { Failure, OwnerName, PasswordField } from "./form-parts";
import { useSubmit } from "./use-submit";

export function SetupForm() {
  const { busy, failure, mistakes, onSubmit } = useSubmit(async (fields) => {
    const [password, again] = [String(fields.get("password")), String(fields.get("again"))];
    if (password !== again) throw new Error("The two passwords differ.");
    await sendJson("POST", "/api/access/setup", { password }, accessStateSchema);
    window.location.assign("/momentum");
  });
  return (
    <form className="flex flex-col gap-4" onSubmit={onSubmit} data-testid="setup">
      <OwnerName />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        hint="10 characters or more."
        mistake={mistakes.password}
        autoFocus
      />
      <PasswordField label="The same again" name="again" autoComplete="new-password" />
      {failure !== null && <Failure>{failure}</Failure>}
      <button type="submit" className="button button-primary pointer-coarse:min-h-11" disabled={busy}>
        {busy ? "Setting the password" : "Set the password"}
      </button>
    </form>
  );
}

"use client";

import { useState } from "react";
import { z } from "zod";
import { sendJson } from "@/hooks/requests";
import { Failure, OwnerName, PasswordField } from "./form-parts";
import { useSubmit } from "./use-submit";

export function PasswordForm() {
  const [changed, setChanged] = useState(false);
  const { busy, failure, mistakes, onSubmit } = useSubmit(async (fields, form) => {
    setChanged(false);
    const body = { current: String(fields.get("current")), password: String(fields.get("password")) };
    await sendJson("POST", "/api/access/password", body, z.unknown());
    form.reset();
    setChanged(true);
  });
  return (
    <form className="flex max-w-sm flex-col gap-3" onSubmit={onSubmit} data-testid="password">
      <OwnerName />
      <PasswordField
        label="Present password"
        name="current"
        autoComplete="current-password"
        mistake={mistakes.current}
      />
      <PasswordField
        label="New password"
        name="password"
        autoComplete="new-password"
        hint="10 characters or more."
        mistake={mistakes.password}
      />
      {failure !== null && <Failure>{failure}</Failure>}
      <div className="flex flex-wrap items-center gap-3">
        <button type="submit" className="button pointer-coarse:min-h-11" disabled={busy}>
          Change the password
        </button>
        <p role="status" className="text-fg-2 text-table">
          {changed ? "Changed. Every other session has ended." : ""}
        </p>
      </div>
    </form>
  );
}

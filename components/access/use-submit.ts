"use client";

import { type FormEvent, useState } from "react";
import { failureText, RequestFailure } from "@/hooks/requests";

export interface Submit {
  readonly busy: boolean;
  /** What the server says is wrong, by field. */
  readonly mistakes: Readonly<Record<string, string>>;
  /** What is wrong with no field in particular. */
  readonly failure: string | null;
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}

/** A form that is sent once at a time and shows the server's own words where they belong. */
export function useSubmit(send: (fields: FormData, form: HTMLFormElement) => Promise<void>): Submit {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const errors = error instanceof RequestFailure ? (error.problem?.errors ?? []) : [];
  return {
    busy,
    mistakes: Object.fromEntries(errors.map(({ path, message }) => [path, `It ${message}.`])),
    failure: error === null || errors.length > 0 ? null : failureText(error),
    onSubmit(event) {
      event.preventDefault();
      if (busy) return;
      const form = event.currentTarget;
      setBusy(true);
      setError(null);
      send(new FormData(form), form)
        .catch(setError)
        .finally(() => setBusy(false));
    },
  };
}

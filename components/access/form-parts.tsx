"use client";

import { type ReactNode, useId } from "react";

export function Card({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="flex min-w-0 flex-col gap-3 rounded-card border border-line bg-surface-1 p-4"
    >
      <h2 id={id} className="font-semibold text-body text-fg">
        {title}
      </h2>
      {children}
    </section>
  );
}

/** What went wrong, said once and where it happened. */
export function Failure({ children }: { readonly children: ReactNode }) {
  return (
    <p role="alert" className="text-danger text-table" data-testid="failure">
      <span aria-hidden="true">✕ </span>
      {children}
    </p>
  );
}

export interface PasswordFieldProps {
  readonly label: string;
  readonly name: string;
  readonly autoComplete: "current-password" | "new-password";
  readonly hint?: string;
  readonly mistake?: string | undefined;
  readonly autoFocus?: boolean;
}

export function PasswordField({ label, name, autoComplete, hint, mistake, autoFocus }: PasswordFieldProps) {
  const id = useId();
  const said = mistake ?? hint;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-fg-2 text-table">
        {label}
      </label>
      <input
        id={id}
        name={name}
        type="password"
        required
        maxLength={200}
        autoComplete={autoComplete}
        // biome-ignore lint/a11y/noAutofocus: the only thing to do on its page
        autoFocus={autoFocus}
        aria-invalid={mistake !== undefined}
        aria-describedby={said === undefined ? undefined : `${id}-said`}
        className="field w-full pointer-coarse:min-h-11"
      />
      {said !== undefined && (
        <p id={`${id}-said`} className={`text-meta ${mistake === undefined ? "text-fg-3" : "text-danger"}`}>
          {said}
        </p>
      )}
    </div>
  );
}

/** Password managers keep a password under a name; there is one owner, so there is one name. */
export function OwnerName() {
  return <input type="text" name="username" autoComplete="username" value="owner" readOnly hidden />;
}

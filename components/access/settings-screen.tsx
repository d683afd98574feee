"use client";

import useSWR from "swr";
import { failureText, readJson } from "@/hooks/requests";
import { apiKeyListSchema } from "@/lib/contracts/http/access";
import type { AccessState } from "@/lib/contracts/http/access-state";
import { AuditTable, readAuditAgain } from "./audit-table";
import { Card, Failure } from "./form-parts";
import { KeyTable } from "./key-table";
import { NewKey } from "./new-key";
import { PasswordForm } from "./password-form";
import { presentAccess, presentKey, whyNoPassword } from "./present-access";
import { Sessions } from "./sessions";

function Keys() {
  const { data, error, mutate } = useSWR("/api/access/keys", (url: string) => readJson(url, apiKeyListSchema));
  const now = Date.now();
  const readAgain = () => {
    void mutate();
    readAuditAgain();
  };
  return (
    <>
      <p className="text-fg-2 text-table">
        Scripts send a key as <code className="font-mono">Authorization: Bearer</code> or{" "}
        <code className="font-mono">X-API-Key</code>.{" "}
        <a href="/docs" className="text-accent underline underline-offset-2">
          API documentation
        </a>
      </p>
      {error !== undefined && <Failure>{failureText(error)}</Failure>}
      {data && <KeyTable keys={data.keys.map((key) => presentKey(key, now))} onChanged={readAgain} />}
      <NewKey onCreated={readAgain} />
    </>
  );
}

/** What only the owner sees: how to get in, who else may, and what was done. */
export function SettingsScreen({ state }: { readonly state: AccessState }) {
  const noPassword = whyNoPassword(state);
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-3xl text-body text-fg-2">{presentAccess(state)}</p>
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
        <Card title="API keys">
          <Keys />
        </Card>
        <div className="flex min-w-0 flex-col gap-4">
          <Card title="Password">
            {noPassword === null ? <PasswordForm /> : <p className="text-fg-2 text-table">{noPassword}</p>}
          </Card>
          {state.via === "session" && (
            <Card title="Sessions">
              <Sessions />
            </Card>
          )}
        </div>
      </div>
      <Card title="Audit log">
        <AuditTable />
      </Card>
    </div>
  );
}

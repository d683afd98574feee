"use client";

import { useState } from "react";
import { z } from "zod";
import { failureText, sendJson } from "@/hooks/requests";
import { Failure } from "./form-parts";

/** Ending this session, or all of them; API keys go on. */
export function Sessions() {
  const [failure, setFailure] = useState<string | null>(null);
  const end = (which: "sign-out" | "sign-out-everywhere") =>
    sendJson("POST", `/api/access/${which}`, undefined, z.unknown()).then(
      () => window.location.assign("/sign-in"),
      (error: unknown) => setFailure(failureText(error)),
    );
  return (
    <>
      <p className="text-fg-2 text-table">
        A session lasts 30 days. Signing out everywhere ends it in every browser, this one too; API keys go on working.
      </p>
      <div className="flex flex-wrap gap-3">
        <button type="button" className="button pointer-coarse:min-h-11" onClick={() => void end("sign-out")}>
          Sign out
        </button>
        <button
          type="button"
          className="button text-danger pointer-coarse:min-h-11"
          onClick={() => void end("sign-out-everywhere")}
        >
          Sign out everywhere
        </button>
      </div>
      {failure !== null && <Failure>{failure}</Failure>}
    </>
  );
}

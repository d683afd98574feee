import { describe, expect, it } from "vitest";
import type { ApiKey } from "@/lib/contracts/http/access";
import { accessScopeSchema } from "@/lib/contracts/http/access-state";
import { endOfLifetime, presentAudit, presentKey, scopeMeanings } from "./present-access";

const now = Date.parse("2026-11-21T12:00:00Z");
const key: ApiKey = {
  id: "1",
  name: "Backup",
  prefix: "gq_abcdefgh",
  scopes: ["read", "alerts"],
  created_at: "2026-11-01T00:00:00.000Z",
  expires_at: null,
  last_used_at: null,
  revoked_at: null,
};
const stateOf = (times: Partial<ApiKey>) => {
  const { state, works } = presentKey({ ...key, ...times }, now);
  return [state, works];
};

describe("an API key", () => {
  it("says whether it works, and until when", () => {
    expect(stateOf({})).toEqual(["works, never ends", true]);
    expect(stateOf({ expires_at: "2026-12-01T00:00:00.000Z" })).toEqual(["works until 2026-12-01", true]);
    expect(stateOf({ expires_at: "2026-11-20T00:00:00.000Z" })).toEqual(["ended 2026-11-20", false]);
    expect(stateOf({ expires_at: "2026-11-20T00:00:00.000Z", revoked_at: "2026-11-02T00:00:00.000Z" })).toEqual([
      "revoked 2026-11-02",
      false,
    ]);
  });

  it("is known by its first letters alone", () => {
    expect(presentKey(key, now)).toMatchObject({ prefix: "gq_abcdefgh…", lastUsed: "never", scopes: "read, alerts" });
  });

  it("ends after the chosen time, or never", () => {
    expect(endOfLifetime("30", now)).toBe("2026-12-21T12:00:00.000Z");
    expect(endOfLifetime("never", now)).toBeNull();
  });

  it("can have every scope there is, each with a meaning", () => {
    expect(scopeMeanings.map(({ scope }) => scope)).toEqual(accessScopeSchema.options);
  });
});

describe("the audit log", () => {
  it("says known actions in words and all others as they were asked", () => {
    const entry = { id: 1, time: "2026-11-21T11:59:00.000Z", actor: "owner", target: null, address: null };
    expect(presentAudit({ ...entry, action: "POST /api/access/sign-in" })).toMatchObject({
      action: "Signed in",
      time: "2026-11-21 11:59 UTC",
      target: "",
    });
    expect(presentAudit({ ...entry, action: "DELETE /api/access/keys/7" }).action).toBe("API key revoked");
    expect(presentAudit({ ...entry, action: "POST /api/market/alerts" }).action).toBe("Alert made");
    expect(presentAudit({ ...entry, action: "POST /api/market/alerts/a-1/test" }).action).toBe("Alert tested");
    expect(presentAudit({ ...entry, action: "POST /api/market/alerts/preview" }).action).toBe(
      "Alert tried on the past",
    );
    expect(presentAudit({ ...entry, action: "POST /market/backtest" }).action).toBe("Backtest asked for");
    expect(presentAudit({ ...entry, action: "DELETE /api/market/backtest/b-1" }).action).toBe("Backtest cancelled");
    expect(presentAudit({ ...entry, action: "POST /api/market/backtests" }).action).toBe("POST /api/market/backtests");
  });
});

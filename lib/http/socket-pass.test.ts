import { describe, expect, it } from "vitest";
import { readSocketPass, signSocketPass } from "./socket-pass";

const secret = "a secret of at least thirty-two characters";
const now = 1_795_000_000_000;
const pass = signSocketPass(["alerts", "read"], secret, now);

describe("the pass from the web process to the sidecar", () => {
  it("says what its bearer may do, for half a minute", () => {
    expect(readSocketPass(pass, secret, now)).toEqual(["alerts", "read"]);
    expect(readSocketPass(pass, secret, now + 29_000)).toEqual(["alerts", "read"]);
    expect(readSocketPass(pass, secret, now + 30_000)).toBeNull();
  });

  it("is none when anything in it was changed, or another secret signed it", () => {
    const [until = "", scopes = "", signature = ""] = pass.split(".");
    for (const forged of [
      `${until}.admin.${signature}`,
      `${Number(until) + 1}.${scopes}.${signature}`,
      `${until}.${scopes}.${signature.slice(1)}`,
      `${until}.${scopes}.`,
      `NaN.${scopes}.${signature}`,
      "",
      undefined,
      signSocketPass(["admin"], `${secret}!`, now),
    ]) {
      expect(readSocketPass(forged, secret, now)).toBeNull();
    }
    expect(readSocketPass(pass, null, now)).toBeNull();
  });
});

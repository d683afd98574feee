import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { SOCKET_PASS_HEADER, signSocketPass } from "@/lib/http/socket-pass";
import { admit } from "./admit";
import { socketLimits } from "./limits";

const secret = "a secret of at least thirty-two characters";
const now = 1_795_000_000_000;

function ask(readsOpen: boolean, headers: Record<string, string>) {
  const request = { url: "/ws/momentum", headers, socket: { remoteAddress: "127.0.0.1" } };
  return admit(request as unknown as IncomingMessage, {
    limits: socketLimits,
    clients: 0,
    countFrom: () => 0,
    access: { readsOpen, secret },
    wallNow: () => now,
  });
}

const good = { [SOCKET_PASS_HEADER]: signSocketPass(["admin"], secret, now) };
const forged = { [SOCKET_PASS_HEADER]: signSocketPass(["admin"], `${secret}!`, now) };

describe("a socket at the sidecar itself", () => {
  it("is a stranger's without a pass of the web process, whatever it claims", () => {
    expect(ask(true, {})).toMatchObject({ ok: true, scopes: [] });
    expect(ask(true, forged)).toMatchObject({ ok: true, scopes: [] });
    expect(ask(true, good)).toMatchObject({ ok: true, scopes: ["admin"] });
  });

  it("is refused without a pass where reads are closed, so that its port is no way around the door", () => {
    expect(ask(false, {})).toMatchObject({ ok: false, status: 401 });
    expect(ask(false, forged)).toMatchObject({ ok: false, status: 401 });
    expect(ask(false, good)).toMatchObject({ ok: true });
  });
});

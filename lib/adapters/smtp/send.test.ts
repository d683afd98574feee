import { createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { hostileNames, messageFixture } from "@/lib/contracts/message.fixture";
import { connectSmtp, type SmtpServer, smtpServerFrom } from "./connect";
import { type MailServer, readMail, smtpError, startMailServer } from "./mail-server.fixture";
import { sendMail } from "./send";

const link = 'https://quant.example/alerts?firing=a&b="c"';
const address = "trader@example.org";

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function serve(script: Parameters<typeof startMailServer>[0] = {}): Promise<MailServer> {
  const server = await startMailServer(script);
  opened.push(server);
  return server;
}

function client(port: number, changes: Partial<SmtpServer> = {}) {
  const server: SmtpServer = {
    host: "127.0.0.1",
    port,
    user: null,
    pass: null,
    from: "GhostQuant <alerts@quant.example>",
    tls: "if offered",
    timeoutMs: 400,
    ...changes,
  };
  const transport = connectSmtp(server);
  opened.unshift(transport);
  return (message = messageFixture(), to = address, deadlineMs = 1_500) =>
    sendMail({ server, transport }, { address: to }, message, { link, deadlineMs });
}

describe("a mail", () => {
  it("arrives and says the same in text and in HTML", async () => {
    const { port, mails } = await serve();
    const outcome = await client(port)();
    expect(outcome).toMatchObject({ kind: "delivered", answer: expect.stringMatching(/^250 /u) });
    expect(mails.map(({ to }) => to)).toEqual([address]);
    const { headers, parts } = readMail(mails[0]?.raw ?? "");
    expect(headers.get("from")).toBe("GhostQuant <alerts@quant.example>");
    expect(headers.get("to")).toBe(address);
    expect(headers.get("subject")).toBe("SOL score above 80");
    expect(headers.get("auto-submitted")).toBe("auto-generated");
    expect(decodeURIComponent(headers.get("x-ghostquant-key") ?? "")).toBe("rule-1:solana:7");
    for (const said of ["SOL score above 80", "Price $142.10 (+3.2% in 24 h)", "rule-1:solana:7"]) {
      expect(parts.get("text/plain")).toContain(said);
      expect(parts.get("text/html")).toContain(said);
    }
    expect(parts.get("text/plain")).toContain(link);
    expect(parts.get("text/html")).toContain('href="https://quant.example/alerts?firing=a&amp;b=&quot;c&quot;"');
  });

  it("keeps its Message-ID from attempt to attempt, and shares it with no other", async () => {
    const { port, mails } = await serve();
    const send = client(port);
    await send();
    const again = await send();
    await send(messageFixture({ key: "another" }));
    const ids = mails.map(({ raw }) => readMail(raw).headers.get("message-id"));
    expect(ids[0]).toMatch(/^<[0-9a-f]{64}@quant\.example>$/u);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(again).toMatchObject({ providerId: ids[0] });
  });

  it.each(hostileNames)("grows no header and no tag from the coin name %j", async (name) => {
    const { port, mails } = await serve();
    const send = client(port);
    await send();
    expect((await send(messageFixture({ title: name, lines: [name], key: name }))).kind).toBe("delivered");
    const [usual, mail] = mails.map(({ raw }) => readMail(raw));
    expect([...(mail?.headers.keys() ?? [])].sort()).toEqual([...(usual?.headers.keys() ?? [])].sort());
    expect(mails[1]?.to).toBe(address);
    expect(mail?.headers.get("to")).toBe(address);
    const html = mail?.parts.get("text/html") ?? "";
    expect(html.match(/<(\w+)/gu)).toEqual(["<h1", "<p", "<p", "<a", "<p"]);
    expect(mail?.parts.get("text/plain")).toContain(name.split(/[\r\n]/u)[0]?.trimEnd());
  });

  it("does not let an address bring a second one along", async () => {
    const { port, mails } = await serve();
    const send = client(port);
    for (const to of [
      "a@example.org\r\nBcc: b@example.org",
      "a@example.org, b@example.org",
      "a@example.org>\r\nDATA",
    ]) {
      await send(messageFixture(), to);
    }
    expect(mails.flatMap(({ to }) => to.split(",")).filter((to) => to === "b@example.org")).toEqual([]);
    for (const { raw } of mails) expect(readMail(raw).headers.has("bcc")).toBe(false);
  });

  it.each([
    [
      "451 at the recipient",
      { onRcptTo: fail(451, "4.7.1 Greylisted, try later") },
      { kind: "retry", reason: expect.stringMatching(/^451 /u) },
    ],
    ["452 at the sender", { onMailFrom: fail(452, "4.3.1 Disk full") }, { kind: "retry" }],
    ["451 after the data", { onData: () => smtpError(451, "4.3.0 Try later") }, { kind: "retry" }],
    ["554 after the data", { onData: () => smtpError(554, "5.7.1 Spam") }, { kind: "refused" }],
    ["550 at the recipient", { onRcptTo: fail(550, "No such user here") }, { kind: "dead_channel" }],
    [
      "550 5.1.1 at the recipient",
      { onRcptTo: fail(550, "5.1.1 Unknown mailbox") },
      { kind: "dead_channel", reason: expect.stringContaining("Unknown mailbox") },
    ],
    [
      "550 that is an opinion of us",
      { onRcptTo: fail(550, "5.7.1 Your address is on a block list") },
      { kind: "refused" },
    ],
    ["550 at the sender", { onMailFrom: fail(550, "Sender rejected") }, { kind: "refused" }],
    ["421 at the greeting", { onConnect: failConnect(421, "Too many connections") }, { kind: "retry" }],
  ])("that meets a %s comes to the right end", async (_what, script, outcome) => {
    const { port, mails } = await serve(script as never);
    expect(await client(port)()).toMatchObject(outcome);
    expect(mails).toEqual([]);
  });

  it("is refused when the operator's password is, without saying it", async () => {
    const onAuth = (auth: { password?: string }, _session: unknown, callback: (error: Error) => void) =>
      callback(
        smtpError(535, `5.7.8 Bad credentials ${auth.password} ${Buffer.from(auth.password ?? "").toString("base64")}`),
      );
    const { port } = await serve({ authOptional: false, onAuth: onAuth as never });
    const outcome = await client(port, { user: "alerts", pass: "hunter2-secret" })();
    expect(outcome).toMatchObject({ kind: "refused", reason: expect.stringMatching(/^535 /u) });
    expect(JSON.stringify(outcome)).not.toMatch(/hunter2|aHVudGVyMi1zZWNyZXQ/u);
  });

  it("never leaves, nor does the password, when TLS is required and not offered", async () => {
    let asked = 0;
    const onAuth = (_auth: unknown, _session: unknown, callback: (e: null, r: object) => void) => {
      asked += 1;
      callback(null, { user: "alerts" });
    };
    const { port, mails } = await serve({ disabledCommands: ["STARTTLS"], onAuth: onAuth as never });
    const outcome = await client(port, { user: "alerts", pass: "hunter2-secret", tls: "required" })();
    expect(outcome.kind).toBe("refused");
    expect([mails.length, asked]).toEqual([0, 0]);
  });

  it("never leaves to a server with a certificate that nobody vouches for", async () => {
    const { port, mails } = await serve({ hideSTARTTLS: false });
    const outcome = await client(port, { tls: "required" })();
    expect(outcome).toMatchObject({ kind: "retry", reason: expect.stringMatching(/certificate/iu) });
    expect(mails).toEqual([]);
  });

  it.each([
    ["says nothing at all", (_socket: Socket) => undefined],
    ["hangs up at once", (socket: Socket) => socket.destroy()],
    ["talks of something else", (socket: Socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")],
    [
      "never gets to the point",
      (socket: Socket) => {
        const timer = setInterval(() => socket.write("220-still here\r\n"), 50);
        socket.on("close", () => clearInterval(timer));
      },
    ],
  ])("to a server that %s is tried again", async (_what, behave) => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      behave(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    opened.push({
      close: () => {
        for (const socket of sockets) socket.destroy();
        return new Promise((resolve) => server.close(resolve));
      },
    });
    expect((await client((server.address() as { port: number }).port)()).kind).toBe("retry");
  });

  it("whose data is never answered, or whose connection is cut then, is tried again", async () => {
    const hanging = await serve({ onData: () => "hang" });
    expect((await client(hanging.port)()).kind).toBe("retry");
    const cutting = await serve({
      onData: (socket) => {
        socket?.destroy();
        return "hang";
      },
    });
    expect((await client(cutting.port)()).kind).toBe("retry");
  });

  it("to nobody is tried again", async () => {
    const server = await startMailServer();
    await server.close();
    expect(await client(server.port)()).toMatchObject({ kind: "retry" });
  });

  it("goes on over the same server after a failure", async () => {
    let count = 0;
    const onRcptTo = (_to: unknown, _session: unknown, callback: (error?: Error) => void) => {
      count += 1;
      callback(count === 1 ? smtpError(451, "Later") : undefined);
    };
    const { port, mails } = await serve({ onRcptTo: onRcptTo as never });
    const send = client(port);
    expect((await send()).kind).toBe("retry");
    expect((await send()).kind).toBe("delivered");
    expect(mails).toHaveLength(1);
  });
});

describe("the operator's mail server", () => {
  const settings = {
    SMTP_HOST: "mail.example.org",
    SMTP_PORT: 587,
    SMTP_USER: "u",
    SMTP_PASS: "p",
    ALERT_EMAIL_FROM: "a@b.example",
  };
  const tlsOf = (changes: object) => smtpServerFrom({ ...settings, ...changes })?.tls;

  it("is asked for TLS wherever a password would cross a network", () => {
    expect(tlsOf({ SMTP_PORT: 465 })).toBe("from the start");
    expect(tlsOf({})).toBe("required");
    expect(tlsOf({ SMTP_USER: undefined })).toBe("required");
    expect(tlsOf({ SMTP_PORT: 25 })).toBe("required");
    expect(tlsOf({ SMTP_PORT: 25, SMTP_USER: undefined })).toBe("if offered");
    expect(tlsOf({ SMTP_PORT: 2525, SMTP_HOST: "127.0.0.1" })).toBe("if offered");
  });

  it("is there only with a host and a sender", () => {
    expect(smtpServerFrom({ ...settings, SMTP_HOST: undefined })).toBeNull();
    expect(smtpServerFrom({ ...settings, ALERT_EMAIL_FROM: undefined })).toBeNull();
  });
});

function fail(code: number, message: string) {
  return (_address: unknown, _session: unknown, callback: (error: Error) => void) => callback(smtpError(code, message));
}

function failConnect(code: number, message: string) {
  return (_session: unknown, callback: (error: Error) => void) => callback(smtpError(code, message));
}

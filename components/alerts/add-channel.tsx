"use client";

import { Check, Copy } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { failureText } from "@/hooks/requests";
import { type CreatedChannel, createChannel, readPushKey } from "@/hooks/use-channels";
import { type ChannelsList, type CreateChannelBody, createChannelBodySchema } from "@/lib/contracts/http/channels";
import { channelNames } from "./present-ledger";
import { pushProblem, subscribeToPush } from "./push";

type TypedKind = Exclude<CreateChannelBody["kind"], "push">;

const fields: Readonly<
  Record<TypedKind, { readonly name: string; readonly label: string; readonly example: string; readonly help: string }>
> = {
  email: {
    name: "address",
    label: "Address",
    example: "you@example.org",
    help: "Text and HTML, one message a firing or a digest.",
  },
  telegram: {
    name: "chat_id",
    label: "Chat id",
    example: "123456789 or @channel",
    help: "Write to the bot once, so that it may write to you; a group adds it as a member.",
  },
  webhook: {
    name: "url",
    label: "Address",
    example: "https://example.org/hooks/ghostquant",
    help: "Signed by the Standard Webhooks scheme. The secret is shown once, after adding.",
  },
  discord: {
    name: "url",
    label: "Webhook address",
    example: "https://discord.com/api/webhooks/…",
    help: "Channel settings, Integrations, Webhooks.",
  },
};

/** What was made, with a secret that nobody can ask for again. */
function Secret({ secret, onDone }: { readonly secret: string; readonly onDone: () => void }) {
  const [copied, setCopied] = useState(false);
  const copy = () => navigator.clipboard.writeText(secret).then(() => setCopied(true));
  return (
    <div
      className="flex flex-col gap-2 rounded-button bg-stale-tint p-3 text-table"
      role="status"
      data-testid="channel-secret"
    >
      <p className="text-stale">The secret that messages are signed with. It is shown now and never again.</p>
      <p className="flex items-center gap-2">
        <code className="min-w-0 break-all font-mono text-fg">{secret}</code>
        <button
          type="button"
          className="icon-button shrink-0"
          aria-label={copied ? "Copied" : "Copy the secret"}
          onClick={() => void copy()}
        >
          {copied ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
        </button>
      </p>
      <button type="button" className="button w-fit" onClick={onDone}>
        I have kept it
      </button>
    </div>
  );
}

interface AddProps {
  readonly onCreated: (created: CreatedChannel) => void;
}

function useAdding(onCreated: AddProps["onCreated"]) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const add = async (make: () => Promise<CreateChannelBody>) => {
    setBusy(true);
    setProblem(null);
    try {
      onCreated(await createChannel(await make()));
    } catch (error) {
      setProblem(failureText(error));
    } finally {
      setBusy(false);
    }
  };
  return { problem, setProblem, busy, add };
}

function TypedChannel({ kind, onCreated }: AddProps & { readonly kind: TypedKind }) {
  const id = useId();
  const [text, setText] = useState("");
  const [label, setLabel] = useState("");
  const { problem, setProblem, busy, add } = useAdding(onCreated);
  const field = fields[kind];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = createChannelBodySchema.safeParse({ kind, label, [field.name]: text.trim() });
    if (body.success) void add(() => Promise.resolve(body.data));
    else setProblem(body.error.issues[0]?.message ?? "This is not taken.");
  };
  return (
    <form className="flex flex-col gap-2" onSubmit={submit} noValidate>
      <div className="flex flex-wrap items-end gap-2">
        <label className="min-w-0 flex-1 basis-64 text-fg-2 text-meta">
          {field.label}
          <input
            className="field mt-1 block w-full"
            value={text}
            placeholder={field.example}
            autoComplete={kind === "email" ? "email" : "off"}
            spellCheck={false}
            inputMode={kind === "email" ? "email" : kind === "telegram" ? "text" : "url"}
            aria-invalid={problem !== null}
            aria-describedby={`${id}-help`}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <label className="basis-40 text-fg-2 text-meta">
          Label (not needed)
          <input
            className="field mt-1 block w-full"
            value={label}
            maxLength={80}
            onChange={(event) => setLabel(event.target.value)}
          />
        </label>
        <button type="submit" className="button button-primary" disabled={busy || text.trim() === ""}>
          Add {channelNames[kind]}
        </button>
      </div>
      <p id={`${id}-help`} className={`text-meta ${problem === null ? "text-fg-3" : "text-danger"}`} aria-live="polite">
        {problem ?? field.help}
      </p>
    </form>
  );
}

function ThisBrowser({ onCreated }: AddProps) {
  const { problem, busy, add } = useAdding(onCreated);
  const unable = pushProblem();
  const make = async () => {
    const key = await readPushKey();
    if (key === null) throw new Error("Push is switched off on this instance.");
    return subscribeToPush(key);
  };
  return (
    <div className="flex flex-col gap-2">
      <button
        type="button"
        className="button button-primary w-fit"
        disabled={busy || unable !== null}
        onClick={() => void add(make)}
      >
        Push to this browser
      </button>
      <p
        className={`text-meta ${problem === null && unable === null ? "text-fg-3" : "text-danger"}`}
        aria-live="polite"
      >
        {unable ??
          problem ??
          "Comes as a notification, also while the page is closed. Each browser is a channel of its own."}
      </p>
    </div>
  );
}

const kinds = ["email", "telegram", "discord", "webhook", "push"] as const;

/** Adds a way to be reached. A kind that the operator has not set up says what is missing. */
export function AddChannel({ list }: { readonly list: ChannelsList }) {
  const [kind, setKind] = useState<(typeof kinds)[number]>("email");
  const [made, setMade] = useState<{ readonly secret: string | null; readonly key: number }>({ secret: null, key: 0 });
  const missing = list.kinds.find((state) => state.kind === kind)?.missing ?? null;
  const onCreated = ({ secret }: CreatedChannel) => setMade(({ key }) => ({ secret, key: key + 1 }));
  return (
    <section aria-label="Add a channel" className="flex max-w-3xl flex-col gap-3 p-4">
      <h2 className="font-semibold text-fg-2 text-table">Add a channel</h2>
      <fieldset className="flex flex-wrap gap-1.5" aria-label="Kind">
        {kinds.map((name) => (
          <button
            key={name}
            type="button"
            className="chip"
            data-on={kind === name}
            aria-pressed={kind === name}
            onClick={() => setKind(name)}
          >
            {name === "push" ? "This browser" : channelNames[name]}
          </button>
        ))}
      </fieldset>
      {missing !== null && <p className="text-stale text-table">Not set up on this instance. {missing}</p>}
      {made.secret !== null && <Secret secret={made.secret} onDone={() => setMade({ secret: null, key: made.key })} />}
      {kind === "push" ? (
        <ThisBrowser key={made.key} onCreated={onCreated} />
      ) : (
        <TypedChannel key={`${kind} ${made.key}`} kind={kind} onCreated={onCreated} />
      )}
    </section>
  );
}

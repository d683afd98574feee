import { INBOX_SNAPSHOT_SIZE, type InboxPatch, type InboxState } from "@/lib/contracts/inbox";
import type { Logger } from "@/lib/log";

const RETRY_MS = 500;

export interface InboxFollowerOptions {
  read(): Promise<InboxState>;
  /** `added` null: what was told before does not lead here, so everybody needs the whole. */
  onInbox(inbox: InboxState, added: InboxPatch | null): void;
  log: Logger;
}

export interface InboxFollower {
  take(patch: InboxPatch): void;
  /** Reads the inbox again, as after a lost connection; tells nobody when nothing was missed. */
  resync(): void;
  stop(): void;
}

/** Keeps the newest alerts by adding each published message; when one is missing, what is stored is read again. */
export function followInbox({ read, onInbox, log }: InboxFollowerOptions): InboxFollower {
  let held: InboxState | null = null;
  let retry: NodeJS.Timeout | null = null;
  let stopped = false;

  async function readAgain(): Promise<void> {
    try {
      const stored = await read();
      if (stopped || stored.sequence === held?.sequence) return;
      held = stored;
      onInbox(stored, null);
    } catch (error) {
      log.debug({ err: error }, "The inbox could not be read; trying again");
      if (stopped || retry !== null) return;
      retry = setTimeout(() => {
        retry = null;
        void readAgain();
      }, RETRY_MS);
    }
  }

  return {
    take(patch) {
      if (stopped || patch.sequence === held?.sequence) return;
      if (held === null || patch.sequence !== held.sequence + 1) {
        void readAgain();
        return;
      }
      held = { sequence: patch.sequence, items: [...patch.items, ...held.items].slice(0, INBOX_SNAPSHOT_SIZE) };
      onInbox(held, patch);
    },
    resync: () => void readAgain(),
    stop() {
      stopped = true;
      if (retry !== null) clearTimeout(retry);
    },
  };
}

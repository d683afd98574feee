import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { AppError } from "@/lib/errors";

/** Encrypts what is kept at rest. */
export interface SecretBox {
  seal(text: string): string;
  /** Null for what this key did not seal, or what was changed since. */
  open(sealed: string): string | null;
}

const VERSION = "v1";
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/**
 * AES-256-GCM under a key of its own, derived from SECRETS_KEY, so that what seals cookies never encrypts data. Without
 * SECRETS_KEY nothing can be sealed or opened.
 */
export function createSecretBox(secretsKey: string | undefined): SecretBox {
  if (secretsKey === undefined) return { seal: refuse, open: () => null };
  const key = new Uint8Array(hkdfSync("sha256", secretsKey, "", "ghostquant data at rest v1", KEY_BYTES));
  return {
    seal(text) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, iv);
      const bytes = Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `${VERSION}.${bytes.toString("base64url")}`;
    },
    open(sealed) {
      const [version, payload = "", ...rest] = sealed.split(".");
      const bytes = Buffer.from(payload, "base64url");
      if (version !== VERSION || rest.length > 0 || bytes.byteLength < IV_BYTES + TAG_BYTES) return null;
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        return decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
      } catch {
        return null;
      }
    },
  };
}

function refuse(): never {
  throw new AppError("misconfigured", "SECRETS_KEY is not set, so nothing secret can be kept.", { retryable: false });
}

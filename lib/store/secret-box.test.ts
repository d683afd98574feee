import { describe, expect, it } from "vitest";
import { createSecretBox } from "./secret-box";

const key = "a key of at least thirty-two characters";
const box = createSecretBox(key);
const text = 'https://hooks.example/ünï/{"token":"t"}';

describe("the secret box", () => {
  it("gives back what it sealed, and never shows it", () => {
    const sealed = box.seal(text);
    expect(box.open(sealed)).toBe(text);
    expect(Buffer.from(sealed.slice(3), "base64url").toString("latin1")).not.toContain("hooks");
    expect(createSecretBox(key).open(sealed)).toBe(text);
    expect(box.open(box.seal(""))).toBe("");
  });

  it("seals the same text differently each time", () => {
    expect(new Set(Array.from({ length: 50 }, () => box.seal(text))).size).toBe(50);
  });

  it("opens nothing in which a single bit was changed, wherever", () => {
    const sealed = box.seal(text);
    const bytes = Buffer.from(sealed.slice(3), "base64url");
    for (let index = 0; index < bytes.byteLength; index++) {
      const changed = Buffer.from(bytes);
      changed[index]! ^= 1;
      expect(box.open(`v1.${changed.toString("base64url")}`)).toBeNull();
    }
  });

  it("opens nothing of another key, another version, cut off or made up", () => {
    const sealed = box.seal(text);
    expect(createSecretBox(`${key}!`).open(sealed)).toBeNull();
    for (const other of [sealed.replace("v1", "v2"), sealed.slice(0, -6), `${sealed}.x`, "v1.", "", "plain text"]) {
      expect(box.open(other)).toBeNull();
    }
  });

  it("keeps nothing without a key, and says which setting is missing", () => {
    const none = createSecretBox(undefined);
    expect(() => none.seal(text)).toThrow("SECRETS_KEY is not set");
    expect(none.open(box.seal(text))).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { readOpenFiles, roomForClients } from "./open-files";

const limits = (soft: string) => () =>
  `Max processes  94000  94000  processes\nMax open files            ${soft}   20000  files\n`;

describe("room for clients", () => {
  it("is what the system lets a process open, less what it needs itself, said in words", () => {
    expect(readOpenFiles(limits("4096"))).toBe(4_096);
    expect(readOpenFiles(limits("unlimited"))).toBeNull();
    expect(
      readOpenFiles(() => {
        throw new Error("no such file");
      }),
    ).toBeNull();
    expect(roomForClients(15_000, 20_000)).toEqual({ clients: 15_000, warning: null });
    expect(roomForClients(15_000, null).clients).toBe(15_000);
    const tight = roomForClients(15_000, 4_096);
    expect(tight.clients).toBe(3_840);
    expect(tight.warning).toContain("3840 clients instead of 15000");
    expect(roomForClients(15_000, 100).clients).toBe(0);
  });
});

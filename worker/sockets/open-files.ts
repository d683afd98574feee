import { readFileSync } from "node:fs";

/** What the process needs beside its clients: Redis, listeners, logs, modules, and whoever asks for its health. */
const OTHER_FILES = 256;

/** How many sockets the system lets this process hold; Node has raised the soft limit to the hard one. Null where Linux is not. */
export function readOpenFiles(read: () => string = () => readFileSync("/proc/self/limits", "utf8")): number | null {
  try {
    const [, most = ""] = /^Max open files\s+(\S+)/m.exec(read()) ?? [];
    return /^\d+$/.test(most) ? Number(most) : null;
  } catch {
    return null;
  }
}

export interface ClientRoom {
  readonly clients: number;
  /** What to tell the operator when it is less than wished for. */
  readonly warning: string | null;
}

/** For how many clients there is room. Better refuse one in words than let the system refuse Redis its connection. */
export function roomForClients(wished: number, openFiles: number | null): ClientRoom {
  if (openFiles === null || openFiles >= wished + OTHER_FILES) return { clients: wished, warning: null };
  const clients = Math.max(0, openFiles - OTHER_FILES);
  const warning =
    `This process may open ${openFiles} files: it takes ${clients} clients instead of ${wished} and answers 503 to more. ` +
    `Raise the limit to ${wished + OTHER_FILES} (ulimit -n, LimitNOFILE= or ulimits.nofile) or start another stream.`;
  return { clients, warning };
}

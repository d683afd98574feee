import { AppError } from "@/lib/errors";

/** Server answers that pass by themselves: loading after a restart, a long script, no memory, no disk, a replica. */
const PASSING_REPLY = /^(LOADING|BUSY|MASTERDOWN|READONLY|OOM|MISCONF|TRYAGAIN|CLUSTERDOWN)\b/u;

/**
 * Awaits a Redis command. A server that is away or not ready becomes a retryable `dependency_unavailable`;
 * a refused command is a mistake of ours and keeps its own error.
 */
export async function reply<T>(command: Promise<T>): Promise<T> {
  try {
    return await command;
  } catch (error) {
    const refused = error instanceof Error && error.name === "ReplyError" && !PASSING_REPLY.test(error.message);
    if (refused) throw error;
    throw new AppError("dependency_unavailable", "Redis is not available", { retryable: true, cause: error });
  }
}

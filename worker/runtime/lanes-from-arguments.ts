import { type Lane, laneSchema } from "@/lib/contracts/jobs";
import { AppError } from "@/lib/errors";
import { allLanes } from "@/lib/queue/lanes";

/** The lanes of `--lanes=market-data,compute`; all of them when it is not said. */
export function lanesFromArguments(given: readonly string[]): readonly Lane[] {
  const said = given.find((argument) => argument.startsWith("--lanes="));
  if (said === undefined) return allLanes;
  const names = said.slice("--lanes=".length).split(",").filter(Boolean);
  const parsed = laneSchema.array().min(1).safeParse(names);
  if (parsed.success) return [...new Set(parsed.data)];
  throw new AppError("misconfigured", `--lanes= takes some of ${allLanes.join(", ")}`, { retryable: false });
}

import { spawnSync } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { expect, it } from "vitest";

const FULL = "/dev/full";
const script = `
  import { createLogger } from "./lib/log.ts";
  const log = createLogger("test", "info");
  for (let line = 0; line < 50; line += 1) log.info("x".repeat(20_000));
  setTimeout(() => process.exit(7), 50);
`;

it.skipIf(!existsSync(FULL))(
  "costs lines where the disk is full, and neither the process nor its end",
  () => {
    const { status } = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      stdio: ["ignore", openSync(FULL, "w"), "ignore"],
      timeout: 60_000,
    });
    expect(status).toBe(7);
  },
  70_000,
);

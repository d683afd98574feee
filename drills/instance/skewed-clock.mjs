// Preloaded into the processes of a drill: the wall clock is wrong by as many milliseconds as the file SKEW_FILE says, and may
// become wrong or right at any moment, as a clock does that an operator sets. The monotonic clock is nobody's to set.

import { readFileSync } from "node:fs";

const file = process.env.SKEW_FILE;
if (file !== undefined) {
  const RealDate = Date;
  const realNow = Date.now.bind(Date);
  let skewMs = 0;
  let readAt = 0;
  const now = () => {
    const at = performance.now();
    if (at - readAt > 100) {
      readAt = at;
      try {
        skewMs = Number(readFileSync(file, "utf8")) || 0;
      } catch {
        skewMs = 0;
      }
    }
    return realNow() + skewMs;
  };
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      if (given.length === 0) super(now());
      else super(...given);
    }
    static now() {
      return now();
    }
  };
}

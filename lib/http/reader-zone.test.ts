import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { formatMoment } from "@/lib/format/time";
import { withinReaderZone } from "./reader-zone";

const at = Date.parse("2026-11-21T14:03:07Z");
const asking = (cookie?: string, url = "/momentum") => ({ url, headers: cookie === undefined ? {} : { cookie } });

async function drawSlowly(): Promise<string> {
  await sleep(5);
  return formatMoment(at);
}

describe("the zone of a page", () => {
  it("is each reader's own, though their pages are drawn at the same time", async () => {
    const pages = await Promise.all([
      withinReaderZone(asking("a=b; ghostquant_zone=local%3AAsia%2FTokyo; c=d"), drawSlowly),
      withinReaderZone(asking("ghostquant_zone=America/New_York"), drawSlowly),
      withinReaderZone(asking(), drawSlowly),
    ]);
    expect(pages).toEqual(["2026-11-21 23:03 UTC+9", "2026-11-21 09:03 UTC−5", "2026-11-21 14:03 UTC"]);
  });

  it.each(["ghostquant_zone=%E0%A4%A", "ghostquant_zone=", "ghostquant_zone=nowhere", "ghostquant_zone"])(
    "is UTC for a cookie that says nothing: %s",
    (cookie) => {
      expect(withinReaderZone(asking(cookie), () => formatMoment(at))).toBe("2026-11-21 14:03 UTC");
    },
  );

  it.each(["/api/status", "/market/momentum?q=a", "/health"])("is never that of an answer for programs: %s", (url) => {
    const drawn = withinReaderZone(asking("ghostquant_zone=Asia/Tokyo", url), () => formatMoment(at));
    expect(drawn).toBe("2026-11-21 14:03 UTC");
  });

  it("ends with the page", () => {
    withinReaderZone(asking("ghostquant_zone=Asia/Tokyo"), () => undefined);
    expect(formatMoment(at)).toBe("2026-11-21 14:03 UTC");
  });
});

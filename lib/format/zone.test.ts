import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { formatClock, formatDay, formatDayClock, formatMoment, formatReaderDay } from "./time";
import { followReaderZone, parseZoneChoice, readerZone, serializeZoneChoice, zoneOffsetMs } from "./zone";

const winter = Date.parse("2026-11-21T14:03:07Z");
const summer = Date.parse("2026-07-21T22:30:00Z");

afterEach(() => followReaderZone(() => undefined));

describe("times in the reader's zone", () => {
  it("are UTC where nobody said otherwise", () => {
    expect(readerZone()).toBe("UTC");
    expect(formatMoment(winter)).toBe("2026-11-21 14:03 UTC");
  });

  it("follow the reader of the moment, with the zone's name beside them", () => {
    followReaderZone(() => "Europe/Berlin");
    expect(formatMoment(winter)).toBe("2026-11-21 15:03 UTC+1");
    expect(formatClock(winter)).toBe("15:03:07");
    expect(formatDayClock(winter)).toBe("21 Nov 15:03");
  });

  it("know summer time, half hours and the west, and the day that goes with them", () => {
    expect(formatMoment(summer, "Europe/Berlin")).toBe("2026-07-22 00:30 UTC+2");
    expect(formatMoment(summer, "Asia/Kolkata")).toBe("2026-07-22 04:00 UTC+5:30");
    expect(formatMoment(winter, "America/St_Johns")).toBe("2026-11-21 10:33 UTC−3:30");
    expect(formatReaderDay(Date.parse("2026-01-01T02:00:00Z"), "America/New_York")).toBe("2025-12-31");
  });

  it("leave the days of the market's calendar alone", () => {
    followReaderZone(() => "America/New_York");
    expect(formatDay(Date.parse("2026-01-01T00:00:00Z"))).toBe("2026-01-01");
  });

  it("agree with the platform's own clock in every zone and at every moment", () => {
    const zones = Intl.supportedValuesOf("timeZone").filter((_, index) => index % 7 === 0);
    const moments = fc.integer({ min: Date.parse("2015-01-01"), max: Date.parse("2035-01-01") });
    fc.assert(
      fc.property(fc.constantFrom(...zones), moments, (zone, at) => {
        const own = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
        expect(`${formatReaderDay(at, zone)} ${formatClock(at, zone)}`).toBe(own.format(at));
      }),
      { numRuns: 200 },
    );
  });
});

describe("the choice that is kept", () => {
  it.each(["UTC", "local:Asia/Tokyo", "America/New_York"])("comes back as it was: %s", (text) => {
    expect(serializeZoneChoice(parseZoneChoice(text))).toBe(text);
  });

  it.each([undefined, "", "Mars/Olympus", "local:", "<script>", "A".repeat(5_000), "local:../../etc", "+01:00"])(
    "is UTC where it is no zone: %j",
    (text) => {
      expect(parseZoneChoice(text)).toEqual({ kind: "utc", zone: "UTC" });
    },
  );

  it("never throws while a page is drawn, whatever zone it is given", () => {
    fc.assert(
      fc.property(fc.string(), (zone) => {
        expect(zoneOffsetMs(zone, winter)).not.toBeNaN();
      }),
    );
  });
});

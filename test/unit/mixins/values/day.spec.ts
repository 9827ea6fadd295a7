import { expect } from "chai";
import { endOfDay, startOfDay } from "../../../../mixins/values/day.ts";

const iso = (time: number) => new Date(time).toISOString();

describe("days of a time zone", () => {
  for (const [zone, day, start, end] of [
    ["UTC", "2026-12-31", "2026-12-31T00:00:00.000Z", "2027-01-01T00:00:00.000Z"],
    ["Asia/Dhaka", "2026-12-31", "2026-12-30T18:00:00.000Z", "2026-12-31T18:00:00.000Z"],
    ["Pacific/Kiritimati", "2026-06-01", "2026-05-31T10:00:00.000Z", "2026-06-01T10:00:00.000Z"],
    ["Pacific/Pago_Pago", "2026-06-01", "2026-06-01T11:00:00.000Z", "2026-06-02T11:00:00.000Z"],
    ["Asia/Kathmandu", "2026-06-01", "2026-05-31T18:15:00.000Z", "2026-06-01T18:15:00.000Z"],
  ] as const)
    it(`of ${zone} begin and end by its offset`, () => {
      expect([iso(startOfDay(day, zone)), iso(endOfDay(day, zone))]).to.deep.equal([start, end]);
    });

  it("have 23 and 25 hours where clocks are changed", () => {
    const hours = (day: string, zone: string) => (endOfDay(day, zone) - startOfDay(day, zone)) / 3_600_000;
    expect(hours("2026-03-29", "Europe/Berlin")).to.equal(23);
    expect(hours("2026-10-25", "Europe/Berlin")).to.equal(25);
  });

  it("begin when clocks that skip midnight are set, and at the first of two midnights", () => {
    expect(iso(startOfDay("2025-04-25", "Africa/Cairo"))).to.equal("2025-04-24T22:00:00.000Z");
    expect(iso(endOfDay("2025-04-24", "Africa/Cairo"))).to.equal("2025-04-24T22:00:00.000Z");
    expect(iso(startOfDay("2025-11-02", "America/Havana"))).to.equal("2025-11-02T04:00:00.000Z");
  });
});

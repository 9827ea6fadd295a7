import type { LoyaltyTier, LoyaltyTransaction, LoyaltyTransactionType } from "../services/contracts.ts";

/** Remaining points and their expiry. */
export interface DemoLot {
  points: number;
  expires_at: number;
}

/** A line of a demo ledger, before it has an id. */
export type DemoLine = Omit<LoyaltyTransaction, "id"> & { year: number };

export const yearOf = (at: number): number => new Date(at).getUTCFullYear();

/** The tier in the default program, which the demo's stores have (contract §6). */
export function tierAt(points: number): LoyaltyTier {
  if (points >= 2_000) return "platinum";
  if (points >= 1_000) return "gold";
  return points >= 500 ? "silver" : "bronze";
}

/** A sample ledger, written line by line in the order of time. */
export class DemoLedger {
  readonly lines: DemoLine[] = [];
  readonly lots: DemoLot[] = [];

  get balance(): number {
    return this.lots.reduce((sum, { points }) => sum + points, 0);
  }

  /** Expires the points that are due at a time. */
  expire(until: number): void {
    for (let first = this.lots[0]; first && first.expires_at <= until; first = this.lots[0]) {
      const { points, expires_at } = first;
      this.lots.shift();
      this.#write("expire", -points, expires_at, "Points expired", null);
    }
  }

  /** Adds points, or subtracts as many as the balance has; returns the consumed part of each lot. */
  post(
    type: LoyaltyTransactionType,
    points: number,
    at: number,
    description: string,
    order_id: string | null,
    year?: number,
  ) {
    this.expire(at);
    if (points > 0) {
      this.lots.push({ points, expires_at: new Date(at).setUTCFullYear(yearOf(at) + 1) });
      this.#write(type, points, at, description, order_id);
      return [];
    }
    const taken = this.#take(Math.min(-points, this.balance));
    const sum = taken.reduce((sum, lot) => sum + lot.points, 0);
    if (sum > 0) this.#write(type, -sum, at, description, order_id, year);
    return taken;
  }

  /** The sum of the lines that count, in one year or in all. */
  sum(counts: (line: DemoLine) => boolean, year?: number): number {
    const counted = this.lines.filter((line) => counts(line) && (year === undefined || line.year === year));
    return counted.reduce((sum, { points }) => sum + points, 0);
  }

  #take(points: number): DemoLot[] {
    const taken: DemoLot[] = [];
    for (let left = points; left > 0; ) {
      const lot = this.lots[0] as DemoLot;
      const part = Math.min(left, lot.points);
      taken.push({ points: part, expires_at: lot.expires_at });
      left -= part;
      if (part === lot.points) this.lots.shift();
      else lot.points -= part;
    }
    return taken;
  }

  #write(
    type: LoyaltyTransactionType,
    points: number,
    created_at: number,
    description: string,
    order_id: string | null,
    year = yearOf(created_at),
  ) {
    this.lines.push({ type, points, description, order_id, created_at, year });
  }
}

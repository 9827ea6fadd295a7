/** A stored value: its JSON, and the version of its source. */
export interface Entry {
  json: string;
  version: number;
}

/** A value that is read. Where readers of one process share it parsed, `value` is that, frozen. */
export interface Found extends Entry {
  value?: unknown;
}

/** A store of cached values. Each operation is atomic for its key across all processes. */
export interface Store {
  /** The value of a key, and the time by the store's own clock: a reader that finds none returns it with its value. */
  get(key: string): Promise<{ entry: Found | null; now: number }>;
  /**
   * Returns false when a newer value is stored, when this version is known to be stale, or when the reading of its
   * source began too long ago to know that.
   */
  set(key: string, entry: Entry, ttlMs: number, readAt: number): Promise<boolean>;
  /**
   * Deletes a value no newer than `stale` (null: any value) and refuses such values for a while; returns whether it
   * deleted one.
   */
  delete(key: string, stale: number | null): Promise<boolean>;
}

/** How long a stale version is refused, in milliseconds. */
export const tombstoneMs = 60_000;

/**
 * How old a value may be when it is stored, in milliseconds: well below the life of a tombstone, so that a set which was
 * frozen on its way cannot outlive the tombstone of its version.
 */
export const longestReadMs = 30_000;

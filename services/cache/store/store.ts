/** A stored value: its JSON, and the version of its source. */
export interface Entry {
  json: string;
  version: number;
}

/** A store of cached values. Each operation is atomic for its key across all processes. */
export interface Store {
  get(key: string): Promise<Entry | null>;
  /** Returns false when a newer value is stored, or when this version is known to be stale. */
  set(key: string, entry: Entry, ttlMs: number): Promise<boolean>;
  /**
   * Deletes a value no newer than `stale` (null: any value) and refuses such values for a while; returns whether it
   * deleted one.
   */
  delete(key: string, stale: number | null): Promise<boolean>;
}

/** How long a stale version is refused, in milliseconds: longer than any reader that still holds it can run. */
export const tombstoneMs = 60_000;

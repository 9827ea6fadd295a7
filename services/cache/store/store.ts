/** A value as it is kept: its JSON, and the version of what it was made of. */
export interface Entry {
  json: string;
  version: number;
}

/** Where values are kept. Each of its operations is atomic for its key, whoever else works on it. */
export interface Store {
  get(key: string): Promise<Entry | null>;
  /** Answers false when something newer is kept, or when this version is known to be stale. */
  set(key: string, entry: Entry, ttlMs: number): Promise<boolean>;
  /** Removes what is no newer than `stale` (null: whatever there is) and refuses that for a while; answers whether it did. */
  delete(key: string, stale: number | null): Promise<boolean>;
}

/** How long a version stays refused: longer than any reader that may still hold it can run. */
export const tombstoneMs = 60_000;

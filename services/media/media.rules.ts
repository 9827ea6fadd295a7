/** A picture's key: the id of its store, and a random part that cannot be guessed. */
export const keyPattern = /^(\d{1,9})-[A-Za-z0-9_-]{32}$/;

/** The store of a picture, parsed from its key. */
export const storeOfKey = (key: string): number => Number(keyPattern.exec(key)?.[1] ?? 0);

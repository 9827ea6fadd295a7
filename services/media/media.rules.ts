/** A picture's key: its store, by which it is found, and what nobody can guess. */
export const keyPattern = /^(\d{1,9})-[A-Za-z0-9_-]{32}$/;

/** The store of a picture, as its key says. */
export const storeOfKey = (key: string): number => Number(keyPattern.exec(key)?.[1] ?? 0);

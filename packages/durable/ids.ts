import { monotonicFactory } from "ulid";

const nextUlid = monotonicFactory();

/** Makes an id: a prefix and a ULID, so that later ids sort later. */
export const newId = (prefix: string): string => `${prefix}_${nextUlid()}`;

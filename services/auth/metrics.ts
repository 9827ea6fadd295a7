import { count } from "../../config/metrics.ts";

const about = "Failed sign-ins, lockouts, replayed refresh tokens, and changes of addresses and passwords.";

/** Counts what happens at sign-in, by event and method. */
export const countEvent = (event: string, method: string): void => count("auth_events", about, { event, method });

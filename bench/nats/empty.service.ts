import type { ServiceSchema } from "moleculer";

/** A service that returns nothing at once, to measure the round trip alone. */
const empty: ServiceSchema = { name: "empty", actions: { ask: () => null } };

export default empty;

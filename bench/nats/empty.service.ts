import type { ServiceSchema } from "moleculer";

/** A service that answers at once with nothing: what the way there and back costs by itself. */
const empty: ServiceSchema = { name: "empty", actions: { ask: () => null } };

export default empty;

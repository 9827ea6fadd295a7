import fc from "fast-check";

/**
 * The same draws for every run of `npm test`, so that a change which fails it is the change at fault. PROPERTY_SEED asks
 * for others: a number repeats a failure, `random` looks for new ones.
 */
const given = process.env.PROPERTY_SEED ?? "20251128";
if (given !== "random") fc.configureGlobal({ seed: Number(given) });

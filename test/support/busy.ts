import { availableParallelism, loadavg } from "node:os";

/** True where more runs than the machine has processors for: then a wall time says nothing of the product. */
export const isBusy = (): boolean => (loadavg()[0] ?? 0) > availableParallelism();

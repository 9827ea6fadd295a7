import type { Provider } from "./provider.ts";

/** Money that the merchant takes and gives with their own hands: `manual` and `cod`. It waits until they say so. */
export const manual: Provider = {
  authorize: async () => ({ state: "pending", captured: 0, reference: null }),
  capture: async (_charge, amount) => ({ state: "captured", captured: amount, reference: null }),
  void: async () => ({ state: "voided", captured: 0, reference: null }),
  refund: async () => ({ reference: null }),
};

import type { Provider } from "./provider.ts";

/** Money that the merchant collects and returns personally: `manual` and `cod`. It is pending until they confirm it. */
export const manual: Provider = {
  authorize: async () => ({ state: "pending", captured: 0, reference: null }),
  capture: async (_charge, amount) => ({ state: "captured", captured: amount, reference: null }),
  void: async () => ({ state: "voided", captured: 0, reference: null }),
  refund: async () => ({ reference: null }),
};

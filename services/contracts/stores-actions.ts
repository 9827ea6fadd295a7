import type { params } from "../stores/stores.schema.ts";
import type { ActionsOf } from "./common.ts";
import type { Store } from "./stores.ts";

/** Actions of the stores service. */
export type StoresActions = ActionsOf<
  "stores",
  typeof params,
  {
    get: Store;
    list: Store[];
    create: Store;
    /** For a store without amounts: those that are kept would mean something else. */
    setCurrencyDecimals: Store;
    /** Takes over the sections that are given; null takes one back to what the contract says. */
    setSettings: Store;
  }
>;

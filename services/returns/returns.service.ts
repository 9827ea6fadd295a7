import { coreService } from "../../mixins/core-service.ts";
import { setStatus, settle } from "./actions/change.ts";
import { create } from "./actions/create.ts";
import { get, ofOrder, search } from "./actions/get.ts";
import { returnsTable } from "./migrations/0001-returns.ts";
import { returnErasuresTable } from "./migrations/0002-erasures.ts";
import { demoReturns } from "./returns.demo.ts";
import { forgetCustomers } from "./returns.events.ts";

/** Returns: what customers send back, why, and what they received for it. */
export default coreService({
  name: "returns",
  migrations: [returnsTable, returnErasuresTable],
  actions: [get, ofOrder, search, create, setStatus, settle],
  subscriptions: [forgetCustomers],
  demo: demoReturns,
});

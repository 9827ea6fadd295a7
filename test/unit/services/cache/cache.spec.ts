import { describeCache } from "../../../support/cache-guard.ts";

describeCache("in process");

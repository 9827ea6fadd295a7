import type { TypeOf } from "../../mixins/actions/params.ts";
import type { DeadLetter, DeadLetterDetail, OperatedService, opsParams, ServiceState } from "./ops.ts";

interface Results {
  serviceState: ServiceState;
  /** The newest first. */
  deadLetters: DeadLetter[];
  /** Throws `dead_letter_not_found`. */
  deadLetter: DeadLetterDetail;
  /** Throws `dead_letter_not_found`, `dead_letter_changed`. */
  settleDeadLetter: DeadLetter;
}

/** Actions that every service with a database has, for operators. */
export type OpsActions = {
  [Name in `${OperatedService}.${keyof Results}`]: Name extends `${string}.${infer Own extends keyof Results}`
    ? { params: TypeOf<(typeof opsParams)[Own]>; result: Results[Own] }
    : never;
};

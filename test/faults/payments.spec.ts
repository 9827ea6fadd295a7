import { describePayments } from "../support/payments/suite.ts";
import { describeDeclined } from "../unit/services/payments/declined.ts";

describePayments("MariaDB");
describe("refunds that were declined (MariaDB)", describeDeclined);

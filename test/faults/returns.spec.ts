import { describeReturns } from "../support/returns/suite.ts";

describeReturns("MariaDB");

import { describeAccounts } from "../support/auth/suite.ts";

describeAccounts("MariaDB");

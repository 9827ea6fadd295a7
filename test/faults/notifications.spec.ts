import { describeSendingCodes } from "../support/notifications/codes.ts";
import { describeTelling } from "../support/notifications/suite.ts";

describeTelling("MariaDB");
describeSendingCodes("MariaDB");

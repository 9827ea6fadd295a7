import { describeSendingCodes } from "../support/notifications/codes.ts";
import { describeNotifications } from "../support/notifications/suite.ts";

describeNotifications("MariaDB");
describeSendingCodes("MariaDB");

import { describeTelling } from "../support/notifications/suite.ts";

describeTelling("MariaDB");

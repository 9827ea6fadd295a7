import { describeEarning } from "../support/loyalty/earning.ts";
import { describeLots } from "../support/loyalty/lots.ts";
import { describePoints } from "../support/loyalty/points.ts";

describePoints("MariaDB");
describeEarning("MariaDB");
describeLots("MariaDB");

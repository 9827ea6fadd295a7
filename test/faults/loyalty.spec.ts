import { describePoints } from "../support/loyalty/points.ts";

describePoints("MariaDB");

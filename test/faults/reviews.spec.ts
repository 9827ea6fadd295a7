import { describeReviews } from "../support/reviews/suite.ts";

describeReviews("MariaDB");

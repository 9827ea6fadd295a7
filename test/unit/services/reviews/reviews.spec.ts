const { describeReviews } = await import("../../../support/reviews/suite.ts");
describeReviews("SQLite");

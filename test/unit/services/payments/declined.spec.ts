import "../../../support/data-dir.ts";

const { describeDeclined } = await import("./declined.ts");
describe("declined refunds", describeDeclined);

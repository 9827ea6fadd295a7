import "../../../support/data-dir.ts";

const { describeDeclined } = await import("./declined.ts");
describe("refunds that were declined", describeDeclined);

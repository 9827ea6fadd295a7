const { describeDeclined } = await import("./declined.ts");
describe("declined refunds", describeDeclined);

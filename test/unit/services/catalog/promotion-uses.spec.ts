const { describePromotions } = await import("../../../support/catalog/promotions.ts");

describePromotions("SQLite");

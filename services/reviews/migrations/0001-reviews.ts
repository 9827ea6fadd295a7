import type { Migration } from "../../../mixins/db/migrations.ts";
import { useBinaryOrder } from "../../../mixins/db/text.ts";
import { reviewCounts } from "../store/reviews.ts";

/**
 * Delivered products, reviews, the summary of each product's published reviews, and erased customers. Each list has the
 * index that it is read by.
 */
export const reviewsTables: Migration = {
  name: "0001-reviews",
  async up({ db, schema, types }) {
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    const integer = { type: types.INTEGER, allowNull: false };
    const counter = (defaultValue: number) => ({ ...integer, defaultValue });
    const time = { type: types.BIGINT, allowNull: false };
    const key = { type: types.BIGINT, primaryKey: true, autoIncrement: true };
    const index = (table: string, name: string, fields: string[], unique = false) =>
      schema.addIndex(table, ["store_id", ...fields], { name: `${table}_${name}`, unique });

    await schema.createTable("review_purchases", {
      id: key,
      store_id: integer,
      customer_id: text(64),
      product_id: text(64),
      sku: text(100),
      name: text(255),
      order_id: text(64),
      order_number: text(64),
      delivered_at: time,
      reviewed: { type: types.TINYINT, allowNull: false, defaultValue: 0 },
    });
    await index("review_purchases", "product", ["customer_id", "product_id"], true);
    await index("review_purchases", "ready", ["customer_id", "reviewed", "delivered_at", "id"]);

    await schema.createTable("reviews", {
      id: key,
      public_id: text(40),
      store_id: integer,
      tenant_id: text(40),
      customer_id: text(64),
      product_id: text(64),
      order_id: text(64),
      product_name: text(255),
      rating: integer,
      title: text(255),
      body: { type: types.TEXT, allowNull: false },
      status: text(16),
      version: counter(1),
      created_at: time,
      updated_at: time,
    });
    await index("reviews", "public", ["public_id"], true);
    await index("reviews", "once", ["customer_id", "product_id"], true);
    await index("reviews", "customer", ["customer_id", "created_at", "id"]);
    await index("reviews", "product", ["product_id", "status", "created_at", "id"]);
    await index("reviews", "created_at", ["created_at", "id"]);
    await index("reviews", "status", ["status", "created_at", "id"]);
    await reviewCounts.create(schema);

    await schema.createTable("review_summaries", {
      store_id: { ...integer, primaryKey: true },
      product_id: { type: types.STRING(64), primaryKey: true },
      reviews: counter(0),
      rating_sum: { ...time, defaultValue: 0 },
    });
    await schema.createTable("review_people", {
      store_id: { ...integer, primaryKey: true },
      customer_id: { type: types.STRING(64), primaryKey: true },
      erased_at: { type: types.BIGINT, allowNull: true },
    });
    await useBinaryOrder(db, ["review_purchases", "reviews", "review_summaries", "review_people"]);
  },
};

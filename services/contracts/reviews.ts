/** A review is published as it is written; a merchant may reject it, and publish it again. */
export const reviewStatuses = ["published", "rejected"] as const;

export type ReviewStatus = (typeof reviewStatuses)[number];

export interface Review {
  id: string;
  product_id: string;
  customer_id: string;
  order_id: string;
  product_name: string;
  /** 1 to 5. */
  rating: number;
  title: string;
  body: string;
  status: ReviewStatus;
  version: number;
  created_at: number;
  updated_at: number;
}

/** A delivered product that its buyer has not reviewed. */
export interface ReadyForReview {
  product_id: string;
  sku: string;
  name: string;
  order_id: string;
  order_number: string;
  delivered_at: number;
}

/** Number and average of a product's published reviews. */
export interface ReviewSummary {
  product_id: string;
  reviews: number;
  /** Of all ratings, to two decimals; null without any. */
  average_rating: number | null;
}

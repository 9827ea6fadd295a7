import type { List, Paging, Write } from "./common.ts";

/** A review is published as it is written; a merchant may reject it, and publish it again. */
export type ReviewStatus = "published" | "rejected";

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

/** What the published reviews of a product come to. */
export interface ReviewSummary {
  product_id: string;
  reviews: number;
  /** Of all ratings, to two decimals; null without any. */
  average_rating: number | null;
}

/** Actions of the reviews service. */
export interface ReviewsActions {
  /** Throws `not_a_buyer`, `already_reviewed`. */
  "reviews.create": {
    params: Write & {
      store_id: number;
      tenant_id: string;
      customer_id: string;
      product_id: string;
      rating: number;
      title: string;
      body: string;
    };
    result: Review;
  };
  "reviews.ofCustomer": { params: { store_id: number; customer_id: string } & Paging; result: List<Review> };
  "reviews.readyForReview": {
    params: { store_id: number; customer_id: string; limit: number };
    result: ReadyForReview[];
  };
  /** The published ones of a product, newest first. */
  "reviews.ofProduct": {
    params: { store_id: number; product_id: string } & Paging;
    result: List<Review> & { summary: ReviewSummary };
  };
  "reviews.search": { params: { store_id: number; status?: ReviewStatus } & Paging; result: List<Review> };
  /** Lets everybody see a review, or nobody. Throws `review_not_found`. */
  "reviews.moderate": {
    params: Write & { store_id: number; review_id: string; status: ReviewStatus; if_versions?: number[] };
    result: Review;
  };
}

import type { OtpAction, SessionClient, SessionTokens } from "./auth.ts";
import type { List, Paging, Write } from "./common.ts";
import type { Customer, CustomerChanges, NewCustomer } from "./customers.ts";
import type { Picture } from "./media.ts";
import type { MessageStore, NotificationPreferences, NotificationsActions } from "./notifications.ts";
import type { BankAccount, PaymentsActions } from "./payments.ts";
import type { ReadyForReview, Review, ReviewSummary, ReviewsActions } from "./reviews.ts";

type ActionParams<Action extends { params: unknown }> = Action["params"];

interface CustomerOfStore {
  store_id: number;
  customer_id: string;
}

/** What signing in needs to know of the store. */
export type SignInStore = MessageStore & { country: string };

/** A customer with all that their profile shows. */
export interface Profile {
  customer: Customer;
  picture: Picture | null;
  preferences: NotificationPreferences;
}

/** Somebody who has signed in: the tokens of their session, and who they are. */
export interface SignedIn {
  tokens: SessionTokens;
  profile: Profile;
}

/** Actions of orchestra about a customer's account: signing in, profile, addresses. */
export interface OrchestraAccountActions {
  /** Throws `email_exists`, `phone_exists`, `password_too_weak`. */
  "orchestra.register": {
    params: Write & { store: SignInStore; customer: NewCustomer; password: string; client: SessionClient };
    result: SignedIn;
  };
  /** Throws `invalid_credentials`. */
  "orchestra.logIn": {
    params: { store: SignInStore; email?: string; phone?: string; password: string; client: SessionClient };
    result: SignedIn;
  };
  /** Goes on with a session; a store that is named has to be its own. Throws `invalid_token`, `store_not_found`. */
  "orchestra.refreshSession": {
    params: { refresh_token: string; store?: { store_id?: number; domain_id?: string }; client: SessionClient };
    result: SignedIn;
  };
  /** Throws `customer_not_found`, `invalid_credentials`, `password_too_weak`. */
  "orchestra.changePassword": {
    params: Write & CustomerOfStore & { session_id?: string; current_password: string; new_password: string };
    result: { customer_id: string };
  };
  /** Sends a code where somebody can be reached there, and says the same where nobody can. */
  "orchestra.generateOtp": {
    params: Write & {
      store: SignInStore;
      action: OtpAction;
      email?: string;
      phone?: string;
      from: string;
      /** Who is signed in: needed for changes of address. */
      customer_id?: string;
    };
    result: { expires_in: number };
  };
  /** Throws `invalid_otp`, `email_exists`, `phone_exists`, `password_too_weak`. */
  "orchestra.verifyOtp": {
    params: Write & {
      store: SignInStore;
      action: OtpAction;
      email?: string;
      phone?: string;
      otp: string;
      new_password?: string;
      client: SessionClient;
    };
    /** Tokens for `login` and `reset-password`. */
    result: { tokens: SessionTokens | null; profile: Profile };
  };
  /** Changes names at once; another address waits until its code was right. Throws `email_exists`, `phone_exists`. */
  "orchestra.updateProfile": {
    params: Write & {
      store: SignInStore;
      customer_id: string;
      changes: Pick<CustomerChanges, "first_name" | "last_name" | "email" | "phone">;
      from: string;
      if_versions?: number[];
    };
    result: Profile;
  };
  /** Throws `customer_not_found`. */
  "orchestra.getProfile": { params: CustomerOfStore; result: Profile };
  /** Throws `customer_not_found`. */
  "orchestra.getPreferences": { params: CustomerOfStore; result: NotificationPreferences };
  /** Throws `customer_not_found`. */
  "orchestra.setPreferences": {
    params: ActionParams<NotificationsActions["notifications.setPreferences"]>;
    result: NotificationPreferences;
  };
  /** Throws `customer_not_found`, and what `payments.createBankAccount` throws. */
  "orchestra.createBankAccount": {
    params: ActionParams<PaymentsActions["payments.createBankAccount"]>;
    result: BankAccount;
  };
  /** A page of what a customer wrote, and what they may still review. */
  "orchestra.listOwnReviews": {
    params: CustomerOfStore & { most_ready: number } & Paging;
    result: List<Review> & { ready: ReadyForReview[] };
  };
  /** Throws `not_a_buyer`, `already_reviewed`, and `product_not_found` where there is nothing that could be bought. */
  "orchestra.createReview": { params: ActionParams<ReviewsActions["reviews.create"]>; result: Review };
  /** Throws `product_not_found`. */
  "orchestra.listProductReviews": {
    params: ActionParams<ReviewsActions["reviews.ofProduct"]>;
    result: List<Review> & { summary: ReviewSummary };
  };
  /** Throws `address_not_found`, `address_in_use`. */
  "orchestra.deleteAddress": {
    params: Write & { store_id: number; customer_id: string; address_id: string };
    result: { address_id: string };
  };
}

import type { OtpAction, SessionClient, SessionTokens } from "./auth.ts";
import type { Write } from "./common.ts";
import type { Customer, CustomerChanges, NewCustomer } from "./customers.ts";
import type { Picture } from "./media.ts";
import type { NoticeStore, NotificationPreferences } from "./notifications.ts";

/** What signing in needs to know of the store. */
export type SignInStore = NoticeStore & { country: string };

/** Actions of orchestra about a customer's account: signing in, profile, addresses. */
export interface OrchestraAccountActions {
  /** Throws `email_exists`, `phone_exists`, `password_too_weak`. */
  "orchestra.register": {
    params: Write & { store: SignInStore; customer: NewCustomer; password: string };
    result: { customer_id: string };
  };
  /** Throws `invalid_credentials`. */
  "orchestra.logIn": {
    params: { store: SignInStore; email?: string; phone?: string; password: string; client: SessionClient };
    result: SessionTokens;
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
    result: { customer_id: string; tokens: SessionTokens | null };
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
    result: Customer;
  };
  /** Throws `customer_not_found`. */
  "orchestra.getProfile": {
    params: { store_id: number; customer_id: string };
    result: { customer: Customer; picture: Picture | null; preferences: NotificationPreferences };
  };
  /** Throws `address_not_found`, `address_in_use`. */
  "orchestra.deleteAddress": {
    params: Write & { store_id: number; customer_id: string; address_id: string };
    result: { address_id: string };
  };
}

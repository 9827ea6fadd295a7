import type { Endpoint } from "../../endpoint.ts";
import { addresses } from "./addresses.ts";
import { auth } from "./auth.ts";
import { authCodes } from "./auth-codes.ts";
import { authSessions } from "./auth-sessions.ts";
import { bankAccounts } from "./bank-accounts.ts";
import { loyalty } from "./loyalty.ts";
import { orderActions } from "./order-actions.ts";
import { orders } from "./orders.ts";
import { preferences } from "./preferences.ts";
import { profile } from "./profile.ts";
import { profileImage } from "./profile-image.ts";
import { returns } from "./returns.ts";
import { reviews } from "./reviews.ts";

/** Every endpoint of the storefront; fixed paths stand before those with parameters. */
export const storefrontEndpoints: Endpoint[] = [
  ...auth,
  ...authCodes,
  ...authSessions,
  ...profile,
  ...profileImage,
  ...preferences,
  ...addresses,
  ...bankAccounts,
  ...loyalty,
  ...reviews,
  ...returns,
  ...orders,
  ...orderActions,
];

import type { SurfaceTable } from "../../endpoint.ts";
import { addresses } from "./addresses.ts";
import { auth } from "./auth.ts";
import { authCodes } from "./auth-codes.ts";
import { authPasskeys } from "./auth-passkeys.ts";
import { authSecondFactor } from "./auth-second-factor.ts";
import { authSessions } from "./auth-sessions.ts";
import { bankAccounts } from "./bank-accounts.ts";
import { accessOf, credentials, securityScheme } from "./credentials.ts";
import { loyalty } from "./loyalty.ts";
import { orderActions } from "./order-actions.ts";
import { orders } from "./orders.ts";
import { preferences } from "./preferences.ts";
import { profile } from "./profile.ts";
import { profileImage } from "./profile-image.ts";
import { returns } from "./returns.ts";
import { reviews } from "./reviews.ts";

/** A shopper's own account (contract §5). Fixed paths come before those with parameters. */
export const storefront: SurfaceTable = {
  name: "storefront",
  title: "Storefront",
  description: "A shopper's own account: sign-in, profile, addresses, orders, returns, points, reviews.",
  prefix: "",
  credentials,
  securityScheme,
  accessOf,
  errors: [[403, "second_factor_setup_required", "The store requires a second factor, and the customer has none yet."]],
  endpoints: [
    ...auth,
    ...authCodes,
    ...authSessions,
    ...authSecondFactor,
    ...authPasskeys,
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
  ],
};

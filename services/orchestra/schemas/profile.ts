import * as t from "../../../mixins/actions/params.ts";
import type { ChannelPreferences, NotificationPreferences } from "../../contracts/notifications.ts";
import type { NewBankAccount } from "../../contracts/payments-actions.ts";
import { signInProof } from "./sign-in.ts";

type Chosen = { [Purpose in keyof NotificationPreferences]?: Partial<ChannelPreferences> };

/** Parameters of orchestra's actions about a customer's account. */
export const params = {
  getProfile: t.object(t.ofCustomer),
  getPreferences: t.object(t.ofCustomer),
  setPreferences: t.object({ ...t.ofCustomer, ...t.write, preferences: t.unchecked<Chosen>() }),
  createBankAccount: t.object({
    ...t.ofCustomer,
    ...t.write,
    tenant_id: t.id(),
    account: t.unchecked<NewBankAccount>(),
    sign_in: signInProof,
  }),
  deleteAddress: t.object({ ...t.ofCustomer, ...t.write, address_id: t.id() }),
};

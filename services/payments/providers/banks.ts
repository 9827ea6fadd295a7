import { env } from "../../../config/env.ts";
import type { BankAccountStatus } from "../../contracts.ts";

/**
 * The verdict on a bank account. The sandbox decides at once and rejects numbers that end in 0000. With real money
 * there is no verification yet, and the account stays pending.
 */
export function verdictOn(account_number: string): BankAccountStatus {
  if (env.NODE_ENV === "production") return "pending";
  return account_number.endsWith("0000") ? "rejected" : "verified";
}

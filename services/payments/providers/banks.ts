import { env } from "../../../config/env.ts";
import type { BankAccountStatus } from "../../contracts.ts";

/**
 * What is said of an account at a bank. The sandbox knows at once, and says no to numbers that end in 0000; where money
 * is real nobody says anything yet, and an account waits.
 */
export function verdictOn(account_number: string): BankAccountStatus {
  if (env.NODE_ENV === "production") return "pending";
  return account_number.endsWith("0000") ? "rejected" : "verified";
}

import Joi from "joi";
import { type BankAccount, bankAccountStatuses, type NewBankAccount } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { filledTextBody, listQuery, type PageQuery } from "../../formats.ts";
import { answers, pages } from "../shared/answers.ts";
import { enumeration } from "../shared/enumerations.ts";
import { id, oneOf, text, textOrNull, time } from "../shared/fields.ts";
import { callerOf, callersListOf, callersWriteOf, pathOf, signInOf, tenantOf } from "../shared/requests.ts";
import { shape } from "../shared/shape.ts";
import { recentRequired } from "./auth-common.ts";
import { customerId, customerNotFound, userPath } from "./profile-shapes.ts";

const bankAccountStatus = enumeration("BankAccountStatus", bankAccountStatuses);

const bankAccount = shape<BankAccount>("BankAccount").with({
  id: id("bank_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  account_holder: text("Rahim Uddin"),
  bank_name: text("City Bank"),
  routing_number: textOrNull("225264638"),
  last4: text("6789", "The end of the number: no more of it ever comes back."),
  status: oneOf(bankAccountStatus, "verified", "What the payment provider says of it."),
  created_at: time("2025-06-15T10:30:00.000Z"),
  updated_at: time("2025-06-15T10:30:00.000Z"),
});

const tag = "Bank accounts";
const all = { tag, owner: "user_id", path: "/customers/:user_id/bank-accounts", pathSchema: userPath };
const one = {
  tag,
  owner: "user_id",
  path: "/customers/:user_id/bank-accounts/:bank_account_id",
  pathSchema: pathOf({ user_id: customerId, bank_account_id: bankAccount.example.id }),
};
const notFound = [404, "bank_account_not_found", "The customer has no such bank account."] as const;

// Error messages do not repeat the number. It may be written with blanks and hyphens.
const accountNumber = Joi.string()
  .max(50)
  .pattern(/^([ -]*[A-Za-z0-9]){5,34}[ -]*$/)
  .required()
  .messages({ "string.pattern.base": '"account_number" must be 5 to 34 letters and digits' })
  .example("1234 5678 9012 6789");

const createAccount = endpoint({
  ...all,
  id: "storefrontCreateBankAccount",
  method: "POST",
  summary: "Add a bank account",
  description:
    "Where refunds can go. Its number is kept encrypted. The sandbox verifies it at once, unless it ends in 0000.",
  status: 201,
  bodySchema: Joi.object<NewBankAccount>({
    account_holder: filledTextBody(255).required(),
    bank_name: filledTextBody(255).required(),
    account_number: accountNumber,
    routing_number: Joi.string()
      .pattern(/^[A-Za-z0-9-]{4,40}$/, "bank's code: routing number, IFSC or SWIFT")
      .allow(null),
  }),
  bodyExample: {
    account_holder: "Rahim Uddin",
    bank_name: "City Bank",
    account_number: "1234 5678 9012 6789",
    routing_number: "225264638",
  },
  action: "orchestra.createBankAccount",
  input: (request) => ({
    ...callersWriteOf(request),
    ...tenantOf(request),
    sign_in: signInOf(request),
    account: { ...request.body, account_number: request.body.account_number.replace(/[ -]/g, "").toUpperCase() },
  }),
  ...answers(bankAccount),
  location: ({ customer_id, id }) => `/customers/${customer_id}/bank-accounts/${id}`,
  errors: [
    customerNotFound,
    recentRequired,
    [409, "too_many_bank_accounts", "The customer has 20 bank accounts."],
    [422, "bank_accounts_not_taken", "Bank accounts cannot be kept here."],
  ],
});

const listAccounts = endpoint({
  ...all,
  id: "storefrontListBankAccounts",
  method: "GET",
  summary: "List the bank accounts",
  description: "Newest first.",
  querySchema: listQuery<PageQuery>("limit", 20, 100),
  action: "payments.listBankAccounts",
  input: callersListOf,
  ...pages(bankAccount, "limit", "bank_accounts"),
  errors: [],
});

const getAccount = endpoint({
  ...one,
  id: "storefrontGetBankAccount",
  method: "GET",
  summary: "Get a bank account",
  description: "One bank account; of its number only the last digits are shown.",
  action: "payments.getBankAccount",
  input: (request) => ({ ...callerOf(request), bank_account_id: request.path.bank_account_id }),
  ...answers(bankAccount),
  errors: [notFound],
});

const deleteAccount = endpoint({
  ...one,
  id: "storefrontDeleteBankAccount",
  method: "DELETE",
  summary: "Delete a bank account",
  description: "Refunds can no longer be paid to it.",
  status: 204,
  action: "payments.deleteBankAccount",
  input: (request) => ({ ...callersWriteOf(request), bank_account_id: request.path.bank_account_id }),
  errors: [notFound],
});

/** Storefront: bank accounts for refunds (contract §5). */
export const bankAccounts = [listAccounts, createAccount, getAccount, deleteAccount];

import Joi from "joi";
import type { ActionResult } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { answers } from "../shared/answers.ts";
import { id, orNull, text, time } from "../shared/fields.ts";
import { shape } from "../shared/shape.ts";
import { noteBody } from "./common.ts";

const revoked = shape<ActionResult<"orchestra.revokeTokens">>("RevokedTokens").with({
  subject: text("user_demo"),
  tenant_id: orNull(id("ten_demo")),
  ended_at: time("2025-06-15T10:30:00.000Z"),
});

const revokeTokens = endpoint({
  id: "opsRevokeTokens",
  method: "POST",
  path: "/tokens/revoke",
  tag: "Sign-in",
  summary: "Revoke the tokens of a user",
  description:
    "Ends every token of a merchant's user or of staff, by the token's `sub` and `tenant_id`, that was issued before (`iat`) or does not say when: it opens nothing ten seconds later at most. Without `tenant_id` those of an operator, and their sessions of the console. Tokens that are issued later are good, so that its issuer has to know as well.",
  bodySchema: Joi.object<{ subject: string; tenant_id?: string; note: string }>({
    subject: Joi.string().max(200).required().example("user_demo").description("The `sub` of the tokens."),
    tenant_id: Joi.string()
      .max(64)
      .example("ten_demo")
      .description("Of a user of this tenant; without it an operator."),
    note: noteBody().required(),
  }),
  bodyExample: { subject: "user_demo", tenant_id: "ten_demo", note: "Their laptop was stolen." },
  action: "orchestra.revokeTokens",
  input: ({ body, idempotency_key }) => ({ ...body, idempotency_key }),
  ...answers(revoked),
  errors: [[404, "tenant_not_found", "No store is of this tenant."]],
});

/** Operations: the end of tokens. */
export const tokens = [revokeTokens];

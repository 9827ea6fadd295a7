import { isError } from "../../../mixins/actions/errors.ts";
import type { ActionParams, ActionResult, Customer, MessageStore } from "../../contracts.ts";
import { provenOf } from "../notices.ts";
import { params } from "../schemas/sign-in.ts";
import { type Step, workflow } from "../workflow.ts";

/**
 * Tells every proven address of a customer that what they sign in with beside the password has changed, or that a recovery
 * code was used. Nobody is told of a customer who is erased by then.
 */
export const tellOfFactor = workflow(
  "orchestra.tellOfFactor",
  params.tellOfFactor,
  { subject: ({ store_id, customer_id }) => ({ store_id, id: customer_id }) },
  async (
    step: Step,
    input: ActionParams<"orchestra.tellOfFactor">,
  ): Promise<ActionResult<"orchestra.tellOfFactor">> => {
    const { store_id, customer_id, notice } = input;
    step.tag({ customer_id });
    const customer = await customerOf(step, input);
    if (!customer) return { told: 0 };
    const { country, ...store } = await storeOf(step, store_id);
    let told = 0;
    for (const { channel, recipient, limited } of provenOf(customer, { ...store, country })) {
      const at = step.scope(channel);
      if (limited && !(await at.read("auth.mayText", limited)).may) continue;
      await at.call("notifications.sendSecurity", { store, channel, recipient, customer_id, notice });
      told++;
    }
    return { told };
  },
);

async function customerOf(
  step: Step,
  { store_id, customer_id }: ActionParams<"orchestra.tellOfFactor">,
): Promise<Customer | undefined> {
  try {
    return await step.read("customers.get", { store_id, customer_id });
  } catch (error) {
    if (isError(error, "customer_not_found")) return undefined;
    throw error;
  }
}

async function storeOf(step: Step, of: number): Promise<MessageStore & { country: string }> {
  const found = await step.read("stores.get", { store_id: of });
  const { store_id, tenant_id, name, language, currency, currency_decimals, timezone, country } = found;
  return { store_id, tenant_id, name, language, currency, currency_decimals, timezone, country };
}

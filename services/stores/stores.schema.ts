import * as t from "../../mixins/actions/params.ts";
import { isCurrency } from "../../mixins/values/currency.ts";
import { settings } from "./settings.schema.ts";
import { isCountry, isTimezone } from "./stores.rules.ts";

const domainId = t.string().pattern(/^dom_[A-Za-z0-9_-]{1,36}$/, "dom_…");
const tenantId = t.string().pattern(/^ten_[A-Za-z0-9_-]{1,36}$/, "ten_…");

/** What each action of the stores service takes. */
export const params = {
  get: t.object(t.partial({ store_id: t.integer(), domain_id: t.string(200) })).xor("store_id", "domain_id"),
  list: t.object(t.partial({ tenant_id: t.string(200) })),
  create: t.object({
    ...t.write,
    name: t.string(255).trim(),
    tenant_id: tenantId,
    domain_id: t.optional(domainId),
    /** Where it is kept; else on the shard with the fewest stores. */
    shard: t.optional(t.integer().min(0).max(99)),
    currency: known(isCurrency, "an ISO 4217 currency such as BDT"),
    country: known(isCountry, "an ISO 3166 country such as BD"),
    language: t.optional(t.string().pattern(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "language tag")),
    timezone: t.optional(known(isTimezone, "an IANA time zone such as Asia/Dhaka")),
  }),
  setCurrencyDecimals: t.object({ ...t.inStore, ...t.write, currency_decimals: t.integer().min(0).max(4) }),
  setSettings: t.object({ ...t.inStore, ...t.write, settings }),
};

function known(isKnown: (value: string) => boolean, wanted: string) {
  return t
    .string()
    .custom((value: string, helpers) => (isKnown(value) ? value : helpers.error("string.unknown")))
    .messages({ "string.unknown": `{{#label}} must be ${wanted}` });
}

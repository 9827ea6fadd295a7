import { ulid } from "ulid";
import { until } from "../until.ts";
import { Authenticator, type Wrong } from "./authenticator.ts";
import { act, ask, type Credential } from "./index.ts";
import { newShop, type Shop } from "./shop.ts";
import { askAuth } from "./shopper.ts";

/** The site of the passkeys of shops. */
export const passkeyDomain = "shop.example.com";

/** A shop whose shoppers may have passkeys; with more settings of its sign-in. */
export async function passkeyShop(more: object = {}): Promise<Shop> {
  const made = await newShop();
  await setPasskeys(made, more);
  await until(async () => (await askAuth(made, "passkeys/sign-in/options", undefined)).status === 200);
  return made;
}

/** Sets what a shop says of sign-in. */
export async function setPasskeys({ store: { store_id } }: Shop, more: object): Promise<void> {
  const settings = { sign_in: { passkey_domain: passkeyDomain, ...more } };
  await act("stores.setSettings", { store_id, settings, idempotency_key: ulid() });
}

/** Registers a passkey. */
export async function registerPasskey(as: Credential, wrong: Wrong = {}, more: object = {}) {
  const post = (path: string, body?: object) => ask("POST", `/auth/passkeys${path}`, { as, body });
  const device = new Authenticator(passkeyDomain);
  const response = device.create((await post("/options")).body.options, wrong);
  return { device, response, reply: await post("", { name: "Phone", response, ...more }) };
}

/** Signs in by a passkey. */
export async function signInByPasskey(shop: Shop, device: Authenticator, wrong: Wrong = {}) {
  const { options } = (await askAuth(shop, "passkeys/sign-in/options", undefined)).body;
  return askAuth(shop, "passkeys/sign-in", { response: device.get(options, wrong) });
}

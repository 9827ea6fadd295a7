import { ask, type Reply, type Sending } from "./index.ts";
import type { Shop } from "./shop.ts";
import { askAuth, bearerOf, codeAfter, goodPassword, type Shopper } from "./shopper.ts";

let next = 0;

/** A network that nobody has come from yet: the header that a proxy in front of the product writes. */
export function freshNetwork(): Record<string, string> {
  next++;
  return { "X-Forwarded-For": `100.${64 + (next >> 16)}.${(next >> 8) & 255}.${next & 255}` };
}

/** Sends to a sign-in endpoint from a network. */
export const askFrom = (
  network: Record<string, string>,
  shop: Shop,
  path: string,
  body: unknown,
  sending: Sending = {},
) => askAuth(shop, path, body, { ...sending, headers: { ...network, ...sending.headers } });

/** A code that differs from the given one. */
export const wrongOf = (otp: string, by = 1): string => String((Number(otp) + by) % 1_000_000).padStart(6, "0");

/** A code that was sent to an address. */
export const codeOf = (
  shop: Shop,
  otp_action: string,
  contact: { email?: string; phone?: string },
  as = {},
  headers = {},
) =>
  codeAfter(contact.email ?? contact.phone ?? "", () =>
    askAuth(shop, "generate-otp", { otp_action, ...contact }, { as, headers }),
  );

/** Uses a code. */
export const useCode = (
  shop: Shop,
  otp_action: string,
  contact: object,
  otp: string,
  sending: Sending & { more?: object } = {},
) => askAuth(shop, "verify-otp", { otp_action, ...contact, otp, ...sending.more }, sending);

/** Signs in by a code that went to an address. */
export async function signInByCode(shop: Shop, contact: { email?: string; phone?: string }): Promise<Reply> {
  return useCode(shop, "login", contact, await codeOf(shop, "login", contact));
}

/** The status of a shopper's own profile with a credential. */
export const profileStatus = async ({ id }: { id: string }, as: Record<string, string>): Promise<number> =>
  (await ask("GET", `/auth/user/${id}`, { as })).status;

/** Proves both addresses of a shopper with their own token. */
export async function proven(shop: Shop, shopper: Shopper): Promise<Shopper> {
  const { email, phone, as } = shopper;
  await useCode(shop, "verify-email", { email }, await codeOf(shop, "verify-email", { email }, as), { as });
  await useCode(shop, "verify-phone", { phone }, await codeOf(shop, "verify-phone", { phone }, as), { as });
  return shopper;
}

/** Signs in by password; gives the whole answer. */
export const logIn = (shop: Shop, login: object, headers: Record<string, string> = {}): Promise<Reply> =>
  askAuth(shop, "login", { password: goodPassword, ...login }, { headers });

export { bearerOf };

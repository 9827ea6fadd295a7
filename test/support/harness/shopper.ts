import { ulid } from "ulid";
import { until } from "../until.ts";
import { ask, type Credential, type Parsed, type Reply, type Sending } from "./index.ts";
import type { Shop } from "./shop.ts";

export const goodPassword = "a horse, a battery and a staple";

/** An address that nobody has yet. */
export const freshEmail = () => `${ulid().toLowerCase()}@example.com`;

/** A number of Bangladesh that nobody has yet. */
export const freshPhone = () => `+88017${String(Math.floor(Math.random() * 100_000_000)).padStart(8, "0")}`;

/** Sends to a sign-in endpoint, with the store named as a client does that has no token. */
export function askAuth(shop: Shop, path: string, body: unknown, sending: Sending = {}): Promise<Reply> {
  const headers = { "X-Store-Id": String(shop.store.store_id), ...sending.headers };
  return ask("POST", `/auth/${path}`, { body, ...sending, headers });
}

/** Somebody who has registered and is signed in. */
export interface Shopper {
  id: string;
  email: string;
  phone: string;
  /** The header of their access token. */
  as: Credential;
  /** What registering answered. */
  tokens: Parsed;
}

/** The header of an access token. */
export const bearerOf = ({ access_token }: Parsed): Credential => ({ Authorization: `Bearer ${access_token}` });

/** Registers somebody at a shop. */
export async function newShopper(shop: Shop, fields: object = {}): Promise<Shopper> {
  const body = {
    email: freshEmail(),
    phone: freshPhone(),
    password: goodPassword,
    first_name: "Ann",
    last_name: "Lee",
  };
  const reply = await askAuth(shop, "register", { ...body, ...fields });
  if (reply.status !== 201) throw new Error(`Nobody was registered: ${reply.text}`);
  const { id, email, phone } = reply.body.user;
  return { id, email, phone, as: bearerOf(reply.body), tokens: reply.body };
}

/** The messages of the development mailbox to an address, newest first. */
export async function mailTo(recipient: string): Promise<Parsed[]> {
  return (await ask("GET", `/dev/mailbox?recipient=${encodeURIComponent(recipient)}`)).body.messages;
}

/** Does what sends a code to an address, and gives the code. */
export async function codeAfter(recipient: string, work: () => Promise<Reply>, status = 202): Promise<string> {
  const before = (await mailTo(recipient)).length;
  const reply = await work();
  if (reply.status !== status) throw new Error(`No code was asked for: ${reply.text}`);
  return until(async () => codeIn((await mailTo(recipient)).slice(0, -before || undefined)));
}

/** The newest code in some messages; notices of what was changed before may come between. */
export const codeIn = (messages: Parsed[]): string | undefined =>
  messages.flatMap(({ text }) => /\b\d{6}\b/.exec(text)?.[0] ?? [])[0];

import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "./schema.d.ts";

/** The store that the page shops in: `?store=23` for another than the demo's. */
export const storeId = new URLSearchParams(location.search).get("store") ?? "22";

/** Who is signed in, for as long as the tab is open. */
export interface Session {
  userId: string;
  accessToken: string;
  refreshToken: string;
  /** Epoch milliseconds. */
  endsAt: number;
}

/** What signing in and renewing answer, as far as the page needs it. */
export interface Tokens {
  access_token: string;
  refresh_token: string;
  expires_in: number;
}

const kept = `seller-orchestra-demo:${storeId}`;

let session: Session | undefined = JSON.parse(sessionStorage.getItem(kept) ?? "null") ?? undefined;
let publishOutcome: () => void = () => undefined;

/** The session, if somebody is signed in. */
export const currentSession = (): Session | undefined => session;

/** Begins a session, or goes on with it under new tokens. */
export function keepSession(userId: string, { access_token, refresh_token, expires_in }: Tokens): void {
  const endsAt = Date.now() + expires_in * 1_000;
  session = { userId, accessToken: access_token, refreshToken: refresh_token, endsAt };
  sessionStorage.setItem(kept, JSON.stringify(session));
}

/** Forgets the session. */
export function endSession(): void {
  session = undefined;
  sessionStorage.removeItem(kept);
  publishOutcome();
}

/** Says what to do once the session has ended. */
export function whenSignedOut(act: () => void): void {
  publishOutcome = act;
}

/** The storefront, typed by its OpenAPI document. */
export const api = createClient<paths>({
  baseUrl: location.origin,
  // Lists as `status[]=shipped&status[]=delivered`.
  querySerializer: { array: { style: "form", explode: true } },
});

const identity: Middleware = {
  async onRequest({ request }) {
    await renewInTime();
    if (session) request.headers.set("Authorization", `Bearer ${session.accessToken}`);
    else request.headers.set("X-Store-Id", storeId);
    if (session && request.method !== "GET") request.headers.set("Idempotency-Key", crypto.randomUUID());
    return request;
  },
  onResponse({ response }) {
    if (response.status === 401 && session) endSession();
    return response;
  },
};
api.use(identity);

let renewing: Promise<void> | undefined;

// A refresh token is good for one time: whoever asks meanwhile waits for the same renewal.
async function renewInTime(): Promise<void> {
  if (!session || session.endsAt - Date.now() > 30_000) return;
  renewing ??= renew(session).finally(() => {
    renewing = undefined;
  });
  await renewing;
}

async function renew({ userId, refreshToken }: Session): Promise<void> {
  const reply = await fetch("/auth/refresh", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Store-Id": storeId },
    body: JSON.stringify({ refresh_token: refreshToken }),
  });
  if (reply.ok) keepSession(userId, (await reply.json()) as Tokens);
  else endSession();
}

/** What went wrong, in the API's own words. */
export class Refused extends Error {}

/** The data of an answer. Throws `Refused` with the API's message. */
export async function answer<Data>(asked: Promise<{ data?: Data; error?: unknown }>): Promise<Data> {
  const { data, error } = await asked;
  if (error !== undefined) throw new Refused((error as { message?: string }).message ?? "That did not work.");
  return data as Data;
}

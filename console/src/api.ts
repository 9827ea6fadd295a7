import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./schema.d.ts";

/** The models of the operations surface. */
export type Models = components["schemas"];

/** The operations surface, typed by its OpenAPI document. */
export const api = createClient<paths>({ baseUrl: location.origin });

let signedOut: () => void = () => undefined;

/** Says what to do once the session has ended. */
export function whenSignedOut(act: () => void): void {
  signedOut = act;
}

// A token that somebody pasted; it is in this page's memory alone.
let token: string | undefined;

/** Uses a token instead of the session's cookie. */
export function pasteToken(pasted: string | undefined): void {
  token = pasted;
}

const identity: Middleware = {
  onRequest({ request }) {
    // The cookie counts only beside this header, which no other site can send.
    request.headers.set("X-Console", "1");
    if (token) request.headers.set("Authorization", `Bearer ${token}`);
    if (request.method === "POST") request.headers.set("Idempotency-Key", crypto.randomUUID());
    return request;
  },
  onResponse({ response }) {
    if (response.status === 401) signedOut();
    return response;
  },
};
api.use(identity);

/** What went wrong, in the API's own words. */
export class Refused extends Error {}

interface Failure {
  message?: string;
  details?: { path: string; message: string }[];
}

/** The data of an answer. Throws `Refused` with the API's message, and with what a thing is now. */
export async function answer<Data>(asked: Promise<{ data?: Data; error?: unknown }>): Promise<Data> {
  const { data, error } = await asked.catch(() => ({
    data: undefined,
    error: { message: "The server does not answer." },
  }));
  if (error === undefined) return data as Data;
  const { message = "That did not work.", details = [] } = error as Failure;
  const now = details.map(({ path, message }) => ` ${path}: ${message}.`).join("");
  throw new Refused(`${message}${now}`);
}

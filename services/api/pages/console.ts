import type { ServerResponse } from "node:http";
import { env } from "../../../config/env.ts";
import { callerOf } from "../../../mixins/actions/action.ts";
import { isError } from "../../../mixins/actions/errors.ts";
import { answering, write } from "../http/respond.ts";
import type { WebRequest } from "../http/web-request.ts";
import { cookieOf, sessionCookieOf } from "../surfaces/ops/session-cookie.ts";
import { builtPage } from "./built-page.ts";

const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

// Kept by the browser between leaving for the issuer and coming back, which is a navigation from another site.
const flowCookie = "seller_orchestra_sign_in";
const flowPath = "/console/callback";
const flowSeconds = 600;

/** `/console`, the page of operators, and its sign-in by OpenID Connect. */
export const consolePages = {
  ...builtPage("console", pagePolicy),
  "/console/sign-in": answering(async (request, response) => {
    const redirect_uri = callbackOf(request);
    const { url, flow } = await callerOf(request.$ctx)("auth.beginOperatorSignIn", { redirect_uri });
    response.setHeader("Set-Cookie", cookieOf(flowCookie, flow, flowSeconds, "Lax", flowPath));
    redirect(request, response, url);
  }),
  [flowPath]: answering(async (request, response) => {
    const used = cookieOf(flowCookie, "", 0, "Lax", flowPath);
    try {
      const { token, expires_in } = await callerOf(request.$ctx)("auth.finishOperatorSignIn", backOf(request));
      response.setHeader("Set-Cookie", [used, sessionCookieOf(token, expires_in)]);
      redirect(request, response, "/console");
    } catch (error) {
      response.setHeader("Set-Cookie", used);
      if (!isError(error, "sign_in_failed") && !isError(error, "not_an_operator")) throw error;
      redirect(request, response, `/console#${(error as { type: string }).type}`);
    }
  }),
};

function backOf(request: WebRequest) {
  const { code, state } = request.$params.query;
  const flow = new RegExp(`(?:^|;\\s*)${flowCookie}=([^;]{1,4096})`).exec(request.headers.cookie ?? "")?.[1] ?? "-";
  const text = (value: unknown, max: number) => (typeof value === "string" && value ? value.slice(0, max) : "-");
  return { code: text(code, 4_096), state: text(state, 200), flow, redirect_uri: callbackOf(request) };
}

const callbackOf = ({ headers }: WebRequest): string => `${env.PUBLIC_URL ?? `http://${headers.host}`}${flowPath}`;

function redirect(request: WebRequest, response: ServerResponse, to: string): void {
  write(request, response, { status: 302, headers: { Location: to, "Cache-Control": "no-store" } });
}

import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** A stand-in for an issuer of OpenID Connect, which signs in whoever it is told to. */
export interface Issuer {
  url: string;
  /** The claims of the next ID tokens, beside those that an issuer adds. */
  claims: Record<string, unknown>;
  /** Signs with a key that its key set does not have. */
  forges: boolean;
  stop(): void;
}

/** Starts one with a client and its secret. */
export async function startIssuer(client: { id: string; secret: string }): Promise<Issuer> {
  const [keys, others] = await Promise.all([generateKeyPair("RS256"), generateKeyPair("RS256")]);
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "one", alg: "RS256", use: "sig" };
  const codes = new Map<string, URLSearchParams>();
  const server = createServer(async (request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? "/", issuer.url);
    const json = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (pathname === "/.well-known/openid-configuration")
      return json(200, {
        issuer: issuer.url,
        authorization_endpoint: `${issuer.url}/authorize`,
        token_endpoint: `${issuer.url}/token`,
        jwks_uri: `${issuer.url}/jwks`,
      });
    if (pathname === "/jwks") return json(200, { keys: [jwk] });
    if (pathname === "/authorize") {
      const code = `code-${codes.size}`;
      codes.set(code, query);
      const back = new URL(query.get("redirect_uri") ?? "");
      back.searchParams.set("code", code);
      back.searchParams.set("state", query.get("state") ?? "");
      return response.writeHead(302, { location: back.href }).end();
    }
    const form = await formOf(request);
    const asked = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const basic = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString("base64")}`;
    const isRight = asked?.get("code_challenge") === challenge && request.headers.authorization === basic;
    if (!isRight || asked.get("redirect_uri") !== form.get("redirect_uri"))
      return json(400, { error: "invalid_grant" });
    const claims = { nonce: asked.get("nonce"), ...issuer.claims };
    const token = new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "one" }).setIssuer(issuer.url);
    const key = issuer.forges ? others.privateKey : keys.privateKey;
    const id_token = await token
      .setAudience((issuer.claims.aud as string | undefined) ?? client.id)
      .setSubject("user-7")
      .setIssuedAt()
      .setExpirationTime("5m")
      .sign(key);
    return json(200, { id_token, access_token: "none", token_type: "Bearer" });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer: Issuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    claims: {},
    forges: false,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
  return issuer;
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  for await (const part of request) text += String(part);
  return new URLSearchParams(text);
}

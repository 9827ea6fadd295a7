import Joi from "joi";
import type { ActionParams } from "../../../contracts.ts";

/** What a browser answers when it has made a passkey, and when one was used. */
export type Attestation = ActionParams<"auth.createPasskey">["response"];
export type Assertion = ActionParams<"auth.logInByPasskey">["response"];

const base64url = (max: number) =>
  Joi.string()
    .max(max)
    .pattern(/^[A-Za-z0-9_-]*$/, "base64url");
const credential = {
  id: base64url(1_400).required(),
  rawId: base64url(1_400).required(),
  type: Joi.string().valid("public-key").required(),
  authenticatorAttachment: Joi.string().valid("platform", "cross-platform"),
  clientExtensionResults: Joi.object().unknown(true).required(),
};

/** `PublicKeyCredential.toJSON()` of a new passkey. */
export const attestationBody = Joi.object<Attestation>({
  ...credential,
  response: Joi.object({
    clientDataJSON: base64url(4_000).required(),
    attestationObject: base64url(8_000).required(),
    transports: Joi.array().items(Joi.string().max(32)).max(8),
    publicKeyAlgorithm: Joi.number().integer(),
    publicKey: base64url(4_000),
    authenticatorData: base64url(4_000),
  }).required(),
}).required();

/** The same of one that was used. */
export const assertionBody = Joi.object<Assertion>({
  ...credential,
  response: Joi.object({
    clientDataJSON: base64url(4_000).required(),
    authenticatorData: base64url(4_000).required(),
    signature: base64url(2_000).required(),
    userHandle: base64url(200),
  }).required(),
}).required();

const shared = { id: "AQIDBAUGBwg", rawId: "AQIDBAUGBwg", type: "public-key" as const, clientExtensionResults: {} };
const clientDataJSON = "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0";

export const attestationExample: Attestation = {
  ...shared,
  response: { clientDataJSON, attestationObject: "o2NmbXRkbm9uZQ", transports: ["internal"] },
};

export const assertionExample: Assertion = {
  ...shared,
  response: {
    clientDataJSON,
    authenticatorData: "SZYN5YgOjGh0NBcPZHZgW4",
    signature: "MEUCIQC",
    userHandle: "Y3VzdF8",
  },
};

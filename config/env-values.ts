import { createPrivateKey, createPublicKey } from "node:crypto";
import Joi from "joi";

/** A URL of one of the schemes. */
export const url = (...schemes: string[]) =>
  Joi.string()
    .uri({ scheme: schemes })
    .messages({ "string.uriCustomScheme": `{{#label}} must be a URL that begins with ${schemes.join(":// or ")}://` });

/** A port; 0 takes any that is free. */
export const port = () => Joi.number().port().messages({ "*": "{{#label}} must be a port from 0 to 65535" });

/** Origins of pages (RFC 6454), as browsers send them. */
export const origins = () =>
  Joi.array()
    .items(Joi.string().pattern(/^https?:\/\/[^/?#*\s]+$/))
    .default([])
    .messages({
      "string.pattern.base": "CORS_ORIGINS must be origins such as https://shop.example.com, with commas between them",
    });

/** What other addresses begin with: no slash at its end, and no query. */
export const publicUrl = () =>
  url("http", "https")
    .pattern(/^[^?#]*[^/?#]$/)
    .messages({
      "string.pattern.base": "{{#label}} must end without a slash or a query, such as https://api.example.com",
    });

/** A URL of one of the schemes, or several with commas between them, or one with several hosts. */
export const urls = (...schemes: string[]) =>
  Joi.string()
    .custom((text: string) => {
      for (const part of splitUrls(text)) Joi.assert(part, Joi.string().uri({ scheme: schemes }));
      if (splitUrls(text).some((part) => !URL.canParse(part))) throw new Error("no URL: its port is past 65535");
      return text;
    })
    .messages({ "any.custom": `{{#label}} must be a URL that begins with ${schemes.join(":// or ")}://` });

/**
 * The URL of each host: of `nats://a:1,nats://b:1`, and of `mysql://user:secret@a:1,b:1/name`, where each has the scheme,
 * the path and the words of the one URL, and its user.
 */
export function splitUrls(text: string): string[] {
  const parts = text.split(/,(?=\w+:\/\/)/);
  return parts.flatMap((part) => {
    const [, scheme = "", user = "", hosts = part, rest = ""] = /^(\w+:\/\/)([^@/?]*@)?([^/?]*)(.*)$/s.exec(part) ?? [];
    return hosts.split(",").map((host) => `${scheme}${user}${host}${rest}`);
  });
}

/** A further database over which stores are spread. */
export interface Shard {
  /** 1 to 99; that of `DATABASE_URL` is 0. */
  number: number;
  url: string;
}

/** `1=mysql://… 2=mysql://…`. */
export const splitShards = (text: string): Shard[] =>
  text
    .trim()
    .split(/\s+/)
    .map((part) => part.split(/=(.*)/s))
    .map(([number = "", url = ""]) => ({ number: /^\d+$/.test(number) ? Number(number) : -1, url }));

const databases = ["mysql", "mariadb"];

/** Shards by their numbers. */
export const shards = () =>
  Joi.array()
    .items(Joi.object({ number: Joi.number().integer().min(1).max(99), url: Joi.string().custom(databaseUrl) }))
    .unique("number")
    .unique("url")
    .default([])
    .messages({ "*": "SHARDS must be numbers from 1 to 99 with a database each: 1=mysql://… 2=mysql://…" });

function databaseUrl(text: string, helpers: Joi.CustomHelpers): string | Joi.ErrorReport {
  const isRight = splitUrls(text).every((part) => !Joi.string().uri({ scheme: databases }).validate(part).error);
  return isRight ? text : helpers.error("any.invalid");
}

/** The content of a `.creds` file. */
export const natsCreds = () =>
  Joi.string()
    .pattern(/BEGIN NATS USER JWT[\s\S]+BEGIN USER NKEY SEED/)
    .messages({
      "string.pattern.base": "{{#label}} must be the content of a .creds file: name the file in NATS_CREDS_FILE",
    });

/** The seed of a user's NKey. */
export const natsSeed = () =>
  Joi.string()
    .pattern(/^SU[A-Z2-7]{56}$/)
    .messages({
      "string.pattern.base": "{{#label}} must be the seed of a user's NKey: 58 characters that begin with SU",
    });

/** What keeps deployments apart that share a NATS or a Redis. */
export const namespace = () =>
  Joi.string()
    .pattern(/^[a-z][a-z0-9-]{0,31}$/)
    .messages({
      "string.pattern.base": "{{#label}} must be 1 to 32 small letters, digits and -, with a letter first: staging",
    });

/** An RSA public key in PEM. */
export function rsaPublicKey(pem: string, helpers: Joi.CustomHelpers): string | Joi.ErrorReport {
  try {
    // A private key would work too, but must not be here.
    if (pem.startsWith("-----BEGIN PUBLIC KEY-----") && createPublicKey(pem).asymmetricKeyType === "rsa") return pem;
  } catch {
    // The messages of OpenSSL do not help.
  }
  return helpers.error("any.invalid");
}

/** Encryption keys by their ids, each of 32 bytes in base64. */
export const keys = () =>
  Joi.array()
    .items(Joi.object({ id: Joi.string().pattern(/^\w{1,32}$/), key: Joi.string().custom(key256) }))
    .min(1)
    .unique("id")
    .messages({ "*": "{{#label}} must be id:key pairs with commas between them, each key 32 bytes in base64" });

function key256(key: string, helpers: Joi.CustomHelpers): string | Joi.ErrorReport {
  return Buffer.from(key, "base64").length === 32 ? key : helpers.error("any.invalid");
}

/** An RSA private key in PEM. */
export function rsaPrivateKey(pem: string, helpers: Joi.CustomHelpers): string | Joi.ErrorReport {
  try {
    if (createPrivateKey(pem).asymmetricKeyType === "rsa") return pem;
  } catch {
    // As above, and a secret must not be quoted.
  }
  return helpers.error("any.invalid");
}

/** `id:key`. */
export function idAndKey(text: string): { id: string; key: string } {
  const [id = "", key = ""] = text.split(/:(.*)/s);
  return { id, key };
}

/** Values with commas between them. */
export const splitList = (text: string) => text.split(",").map((part) => part.trim());

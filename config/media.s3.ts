import { Agent } from "node:https";
import type { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { env } from "./env.ts";
import type { Storage } from "./media.storage.ts";
import { secured } from "./tls.ts";

type Sdk = typeof import("@aws-sdk/client-s3");

/**
 * Stores pictures in a bucket: `s3://key:secret@host[:port]/bucket[/prefix]?region=…`. Without key and secret, the
 * default credential chain of AWS is used; `tls=off` is for a server in the same network.
 */
export function s3Storage(url: string): Storage {
  const { client: clientOf, Bucket, prefix } = bucketOf(url);
  // The SDK is large, so it is loaded only when it is needed.
  let loaded: Promise<{ sdk: Sdk; client: S3Client }> | undefined;
  const load = () => {
    loaded ??= import("@aws-sdk/client-s3").then((sdk) => ({ sdk, client: clientOf(sdk) }));
    return loaded;
  };
  return {
    async put(key, Body, ContentType) {
      const { sdk, client } = await load();
      await client.send(new sdk.PutObjectCommand({ Bucket, Key: prefix + key, Body, ContentType }));
    },
    async open(key) {
      const { sdk, client } = await load();
      const answer = await client.send(new sdk.GetObjectCommand({ Bucket, Key: prefix + key })).catch(unlessMissing);
      if (!answer) return undefined;
      return { stream: answer.Body as Readable, bytes: answer.ContentLength ?? 0 };
    },
    async remove(key) {
      const { sdk, client } = await load();
      await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: prefix + key }));
    },
  };
}

function bucketOf(text: string) {
  const { url: bare, tls, words } = secured("MEDIA_URL", text, env.TLS_CA_FILE);
  const url = new URL(bare);
  const [Bucket = "", ...folders] = url.pathname.slice(1).split("/").map(decodeURIComponent);
  const credentials = url.username
    ? { accessKeyId: decodeURIComponent(url.username), secretAccessKey: decodeURIComponent(url.password) }
    : undefined;
  const client = ({ S3Client }: Sdk) =>
    new S3Client({
      endpoint: `${tls ? "https" : "http"}://${url.host}`,
      region: words.region ?? "us-east-1",
      credentials,
      // Every server accepts the bucket as the first part of the path, but not every one as a part of the host name.
      forcePathStyle: true,
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
      requestHandler: {
        connectionTimeout: 3_000,
        requestTimeout: 10_000,
        throwOnRequestTimeout: true,
        ...(tls ? { httpsAgent: new Agent({ keepAlive: true, maxSockets: 50, ...tls }) } : {}),
      },
    });
  return {
    Bucket,
    client,
    prefix: folders
      .filter(Boolean)
      .map((folder) => `${folder}/`)
      .join(""),
  };
}

function unlessMissing(error: Error & { $metadata?: { httpStatusCode?: number } }): undefined {
  if (error.name !== "NoSuchKey" && error.$metadata?.httpStatusCode !== 404) throw error;
}

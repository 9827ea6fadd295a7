import { randomBytes } from "node:crypto";
import { storage } from "../../../config/media.ts";
import { UnavailableError } from "../../../mixins/actions/errors.ts";
import type { Picture } from "../../contracts.ts";
import type { Request } from "../endpoint.ts";
import { encode } from "./decoders.ts";
import type { Upload } from "./upload.ts";

/**
 * Stores an upload as the picture of the calling customer. Nothing changes before the last step: the sweep removes
 * stored files that did not get so far. Throws `profile_image_exists` unless it may replace one.
 */
export async function keepPicture(
  { store, principal, body, call, idempotency_key }: Request<unknown, unknown, Upload>,
  replace: boolean,
): Promise<Picture> {
  const { store_id, tenant_id } = store;
  const owner = { store_id, customer_id: principal.subject };
  await call("customers.exists", owner);
  const { bytes, ...seen } = await encode(body, `${store_id}:${principal.subject}`);
  const proposed = `${store_id}-${randomBytes(24).toString("base64url")}`;
  const begun = { ...owner, tenant_id, key: proposed, idempotency_key: `${idempotency_key}.begin` };
  const { key } = await call("media.begin", begun);
  await storage.put(key, bytes, seen.content_type).catch(unavailable);
  const picture = { key, bytes: bytes.length, ...seen };
  return call("media.attach", { ...owner, picture, replace, idempotency_key: `${idempotency_key}.attach` });
}

function unavailable(): never {
  throw new UnavailableError("storage of pictures");
}

import type { Endpoint, ErrorLine, SurfaceTable } from "./endpoint.ts";

/** The errors that an endpoint has by its kind (contract §1). */
export function commonErrors(surface: SurfaceTable, endpoint: Endpoint): ErrorLine[] {
  if (endpoint.failure) return [unavailable("temporarily_unavailable")];
  const writes = endpoint.method !== "GET";
  return [
    [400, "validation_error", "A parameter or field is missing, malformed or unknown; `details` names it."],
    ...(takesCursor(endpoint) ? [[400, "invalid_cursor", "The cursor is not one that this list gave."] as const] : []),
    ...(endpoint.auth === "none"
      ? []
      : ([
          [401, "invalid_token", "The credential is missing, wrong or has ended."],
          [403, "forbidden", "The credential does not reach this."],
        ] as const)),
    ...(endpoint.storeByHeader
      ? [[404, "store_not_found", "The store that `X-Store-Id` names does not exist."] as const]
      : []),
    ...(endpoint.scope ? [[403, "insufficient_scope", `The app does not have \`${endpoint.scope}\`.`] as const] : []),
    ...surface.errors,
    ...(writes
      ? [[409, "request_in_progress", "The first request with this `Idempotency-Key` is still running."] as const]
      : []),
    ...(writes ? [[410, "erased", "The record that this `Idempotency-Key` once made has been erased."] as const] : []),
    ...(endpoint.bodySchema ? bodyErrors : []),
    ...(endpoint.upload ? uploadErrors : []),
    ...(endpoint.csv ? csvErrors : []),
    ...(writes
      ? [[422, "idempotency_key_reused", "The `Idempotency-Key` was used with another request."] as const]
      : []),
    [429, "rate_limited", "Too many requests; `Retry-After` says when to come back."],
    [500, "internal_error", "Something went wrong on our side."],
    unavailable("service_unavailable"),
  ];
}

/** True for an endpoint that answers a page of a list. */
export const takesCursor = ({ querySchema }: Endpoint) => querySchema?.describe().keys?.cursor !== undefined;

const unavailable = (code: string): ErrorLine => [
  503,
  code,
  "A part of the service is unavailable; `Retry-After` says when to try again.",
];

const uploadErrors: ErrorLine[] = [
  [413, "payload_too_large", "The picture is larger than 5 MiB."],
  [415, "unsupported_media_type", "It is no JPEG, PNG or WebP by what is in it, or no `multipart/form-data`."],
  [
    422,
    "invalid_image",
    "The picture is damaged, has more than 40 megapixels or 16,383 pixels on a side, or takes too long to decode.",
  ],
];

const bodyErrors: ErrorLine[] = [
  [400, "invalid_json", "The body is not well-formed JSON."],
  [408, "request_timeout", "The body was sent too slowly: it has 10 seconds."],
  [413, "payload_too_large", "The body is larger than 1 MiB, or than 16 KiB where no credential is needed."],
  [415, "unsupported_media_type", "The body is not sent as JSON, or is compressed where no credential is needed."],
];

const csvErrors: ErrorLine[] = [
  [413, "payload_too_large", "The file is larger than 256 MiB."],
  [415, "unsupported_media_type", "The file is not sent as text/csv, or in a charset that is not known here."],
];

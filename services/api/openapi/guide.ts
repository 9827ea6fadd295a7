/** Introduction of every document: rules that all operations share. */
export const guide = `## Authentication

| surface | credential |
|---|---|
| Merchant | \`Authorization: Bearer <JWT>\` with \`aud: "merchant"\`; its \`domain_ids\` name the domains that it opens |
| Apps | An access token from \`POST /api/apps/v1/oauth/token\` (OAuth 2.0 client credentials, RFC 6749) as \`Authorization: Bearer sx_at_…\`; or \`X-Client-Id\`, \`X-Client-Secret\` and \`X-Store-Id\` |
| Storefront | \`Authorization: Bearer <JWT>\` from \`POST /auth/login\` or \`POST /auth/verify-otp\`; it opens the customer's own records |
| Commerce | \`Authorization: Bearer <JWT>\` with \`aud: "commerce"\` and \`roles\`; \`X-Store-Id\` names another store for those who may go there |

A token of one surface opens no other. Without a valid credential every operation answers 401 \`invalid_token\`, except
those whose \`security\` is empty.

## Values

Times are UTC in ISO 8601 with milliseconds (\`2025-06-15T10:30:00.000Z\`). Amounts are numbers in the store's currency
with the decimals of ISO 4217. Requests take the fields that are named and no others; answers may get new fields at any
time, so readers pass over those they do not know. Texts are well-formed Unicode (RFC 7493), and their lengths are in
UTF-16 units, as in JavaScript, Java and C#: an emoji counts as two.

## Paging

A list takes \`page\`, from 1, and a page size (\`limit\` or \`size\`), or instead of \`page\` a \`cursor\`: the
\`pagination.next_cursor\` of the answer before, null at the end. A cursor stays right and fast while rows come and go,
and is the only way past row 100,000. \`Link\` (RFC 8288) names the first page, the one before and the next. \`pagination.total\` is exact for the unfiltered list and up to 10,000 matches;
above that it is 10,000 with \`total_is_capped: true\`.

## Errors

Every refusal has one form, \`Error\`: \`status\`, \`code\` for programs, \`message\` for people, \`request_id\`, and on 400
and 422 \`details\`, which name each field that is wrong. Each operation lists its codes. The credential is checked
first, then the permission, the form of the request, whether the record exists, and its state. With
\`Accept: application/problem+json\` it is a problem document (RFC 9457) of the same fields, with \`type\`, \`title\` and
\`detail\`. The token endpoint answers in the form of RFC 6749 instead. A request line that is longer than 16 KiB with its
headers is 431 \`headers_too_large\`.

Requests are limited per credential and store: \`RateLimit\` and \`RateLimit-Policy\` (draft-ietf-httpapi-ratelimit-headers),
and \`RateLimit-Limit\`, \`RateLimit-Remaining\` and \`RateLimit-Reset\` of earlier drafts, say how far. 429 and 503 carry \`Retry-After\` in seconds. Quote \`X-Request-Id\`, which every answer has, when you report a problem.

## Idempotency

A POST, PUT, PATCH or DELETE takes an \`Idempotency-Key\` of 1 to 255 characters. The same key with the same request is
answered for 24 hours as it was the first time, with \`Idempotency-Replayed: true\`, and changes nothing more. With another
request it is 422 \`idempotency_key_reused\`; while the first is still running, 409 \`request_in_progress\`. A request that was
refused with 400, 401, 403 or 429 does not use its key up.

## Conditional requests

Single records carry an \`ETag\`. A write with \`If-Match\` is refused with 412 \`version_mismatch\` when the record has
changed since; a read with \`If-None-Match\` answers 304 without a body when it has not. The tag of a compressed answer
ends in its coding (\`"v3+br"\`), and either form may be sent back.

## Compression

Answers of more than 1 KiB are compressed as \`Accept-Encoding\` asks (\`br\`, \`gzip\`), exports too; answers with tokens or
secrets never are.`;

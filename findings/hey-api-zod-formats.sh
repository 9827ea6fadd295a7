#!/usr/bin/env bash
# The zod schemas that @hey-api/openapi-ts makes of an OpenAPI document refuse what the document allows and take what it
# forbids, without a word: `format: date-time` takes no offset but Z (RFC 3339 has them), and `uniqueItems` and
# `multipleOf` are left out.
# Seen with: @hey-api/openapi-ts 0.99.0, zod 4.6.7, against ajv 8.20.0 with ajv-formats 3.0.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund @hey-api/openapi-ts@0.99.0 zod@4.6.7 typescript@5.9.3 ajv@8.20.0 ajv-formats@3.0.1

cat > try.mjs <<'EOF'
import { readFileSync, writeFileSync } from "node:fs";
import { createClient } from "@hey-api/openapi-ts";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const Sample = {
  type: "object",
  properties: {
    at: { type: "string", format: "date-time" },
    numbers: { type: "array", items: { type: "integer" }, uniqueItems: true },
    amount: { type: "number", multipleOf: 0.5 },
  },
};
const body = { content: { "application/json": { schema: { $ref: "#/components/schemas/Sample" } } } };
const paths = { "/samples": { post: { operationId: "add", requestBody: body, responses: { 204: { description: "Added." } } } } };
const document = { openapi: "3.1.0", info: { title: "Samples", version: "1" }, paths, components: { schemas: { Sample } } };
writeFileSync("openapi.json", JSON.stringify(document));
await createClient({ input: "openapi.json", output: "client", plugins: ["zod"], logs: { level: "silent" } });
writeFileSync("schemas.mjs", readFileSync("client/zod.gen.ts", "utf8"));

const { zSample } = await import("./schemas.mjs");
const ajv = addFormats(new Ajv());
for (const value of [{ at: "2026-11-28T10:00:00+06:00" }, { numbers: [1, 1] }, { amount: 0.3 }]) {
  const [zod, right] = [zSample.safeParse(value).success, ajv.validate(Sample, value)];
  console.log(`${JSON.stringify(value)}: JSON Schema ${right ? "takes" : "refuses"} it, zod ${zod ? "takes" : "refuses"} it`);
}
EOF

seen=$(node try.mjs)
was='{"at":"2026-11-28T10:00:00+06:00"}: JSON Schema takes it, zod refuses it
{"numbers":[1,1]}: JSON Schema refuses it, zod takes it
{"amount":0.3}: JSON Schema refuses it, zod takes it'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

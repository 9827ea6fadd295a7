#!/usr/bin/env bash
# The JSON Schema that Joi gives of a schema (`schema["~standard"].jsonSchema`) is not what Joi checks, and in four places
# says something else instead of nothing: `pattern(…, { invert: true })` becomes the opposite, the flag `i` of a pattern is
# dropped, `insensitive()` too, and `max()` counts UTF-16 units where `maxLength` counts code points.
# Seen with: joi 18.3.2, against ajv 8.20.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund joi@18.3.2 ajv@8.20.0

cat > try.mjs <<'EOF'
import Ajv from "ajv/dist/2020.js";
import Joi from "joi";

function compare(title, schema, value) {
  const json = schema["~standard"].jsonSchema.input({ target: "draft-2020-12" });
  const joi = schema.validate(value).error ? "refuses" : "takes";
  const ajv = new Ajv().validate(json, value) ? "takes" : "refuses";
  console.log(`${title}: Joi ${joi} ${value}, its JSON Schema ${ajv} it: ${JSON.stringify(json)}`);
}

compare("inverted pattern", Joi.string().pattern(/a/, { invert: true }), "bcd");
compare("pattern with a flag", Joi.string().pattern(/^[a-z]+$/i), "ABC");
compare("insensitive values", Joi.string().valid("yes").insensitive(), "YES");
compare("length", Joi.string().max(3), "\u{1f600}\u{1f600}");
EOF

seen=$(node try.mjs)
was='inverted pattern: Joi takes bcd, its JSON Schema refuses it: {"type":"string","minLength":1,"pattern":"a"}
pattern with a flag: Joi takes ABC, its JSON Schema refuses it: {"type":"string","minLength":1,"pattern":"^[a-z]+$"}
insensitive values: Joi takes YES, its JSON Schema refuses it: {"type":"string","enum":["yes"]}
length: Joi refuses 😀😀, its JSON Schema takes it: {"type":"string","minLength":1,"maxLength":3}'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

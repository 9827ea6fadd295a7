#!/usr/bin/env bash
# Two packages for canonical JSON (RFC 8785) give different bytes for the same value when it has a toJSON that returns an
# object, as a Buffer has: json-canonicalize leaves the keys of that as they are, unsorted, so that two equal values have
# two texts, hashes and signatures. canonicalize sorts them. Both give a text that is no JSON for a property that is a
# function, which JSON.stringify leaves out. Canonicalise what JSON.parse gives, not live objects.
# Seen with: canonicalize 4.0.0, json-canonicalize 3.0.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund canonicalize@4.0.0 json-canonicalize@3.0.1

cat > try.mjs <<'EOF'
import canonicalize from "canonicalize";
import { canonicalize as jsonCanonicalize } from "json-canonicalize";

class Money {
  constructor(value) {
    Object.assign(this, value);
  }
  toJSON() {
    return { ...this };
  }
}
const values = {
  "currency first": { price: new Money({ currency: "BDT", amount: 5 }) },
  "amount first": { price: new Money({ amount: 5, currency: "BDT" }) },
  "a buffer": { digest: Buffer.from([1, 2]) },
  "a function": { amount: 5, format() {} },
};
for (const [title, value] of Object.entries(values)) {
  console.log(`${title}, JSON.stringify: ${JSON.stringify(value)}`);
  console.log(`  canonicalize: ${canonicalize(value)}`);
  console.log(`  json-canonicalize: ${jsonCanonicalize(value)}`);
}
EOF

seen=$(node try.mjs)
was='currency first, JSON.stringify: {"price":{"currency":"BDT","amount":5}}
  canonicalize: {"price":{"amount":5,"currency":"BDT"}}
  json-canonicalize: {"price":{"currency":"BDT","amount":5}}
amount first, JSON.stringify: {"price":{"amount":5,"currency":"BDT"}}
  canonicalize: {"price":{"amount":5,"currency":"BDT"}}
  json-canonicalize: {"price":{"amount":5,"currency":"BDT"}}
a buffer, JSON.stringify: {"digest":{"type":"Buffer","data":[1,2]}}
  canonicalize: {"digest":{"data":[1,2],"type":"Buffer"}}
  json-canonicalize: {"digest":{"type":"Buffer","data":[1,2]}}
a function, JSON.stringify: {"amount":5}
  canonicalize: {"amount":5,"format":undefined}
  json-canonicalize: {"amount":5,"format":undefined}'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

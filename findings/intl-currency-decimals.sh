#!/usr/bin/env bash
# Intl is no source of the decimals of a currency: Node.js 24.21.0 (CLDR 48) formats 16 currencies in use with none where
# ISO 4217 has two (IQD: three). CLDR tells how prices are commonly shown, and changes it between releases; amounts in minor
# units that are converted by it are wrong by a factor of 100 or 1,000.
# Seen with: Node.js 24.21.0 from npm, against the ISO table in currency-codes 2.2.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund "node-$(node -p "process.platform + '-' + process.arch")@24.21.0" currency-codes@2.2.0

cat > try.mjs <<'EOF'
import currencies from "currency-codes";

const inUse = currencies.data.filter(({ code }) => !code.startsWith("X"));
const intl = (code) => new Intl.NumberFormat("en", { style: "currency", currency: code }).resolvedOptions().maximumFractionDigits;
console.log(`Node.js ${process.versions.node}, CLDR ${process.versions.cldr}`);
for (const { code, digits } of inUse) if (intl(code) !== digits) console.log(`${code}: ISO ${digits}, Intl ${intl(code)}`);
EOF

seen=$(node_modules/node-*/bin/node try.mjs)
was='Node.js 24.21.0, CLDR 48.0
AFN: ISO 2, Intl 0
ALL: ISO 2, Intl 0
COP: ISO 2, Intl 0
HUF: ISO 2, Intl 0
IDR: ISO 2, Intl 0
IQD: ISO 3, Intl 0
IRR: ISO 2, Intl 0
KPW: ISO 2, Intl 0
LAK: ISO 2, Intl 0
LBP: ISO 2, Intl 0
MGA: ISO 2, Intl 0
MMK: ISO 2, Intl 0
PKR: ISO 2, Intl 0
SOS: ISO 2, Intl 0
SYP: ISO 2, Intl 0
YER: ISO 2, Intl 0'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

#!/usr/bin/env bash
# libphonenumber-js reads digits of some scripts and not of others: full-width, Arabic and Persian ones are understood,
# Bengali and Devanagari ones are not, so a number as it is written in Bangladesh or India is none. Map `\p{Nd}` to 0-9 first.
# Seen with: libphonenumber-js 1.13.16.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund libphonenumber-js@1.13.16

cat > try.mjs <<'EOF'
import parse from "libphonenumber-js";

const zeros = { Latin: "0", "full-width": "\uff10", Arabic: "\u0660", Persian: "\u06f0", Bengali: "\u09e6", Devanagari: "\u0966" };
const written = (zero) => [..."01712345678"].map((digit) => String.fromCharCode(zero.charCodeAt(0) + Number(digit))).join("");
for (const [script, zero] of Object.entries(zeros)) console.log(`${script}: ${parse(written(zero), "BD")?.number ?? "no number"}`);
EOF

seen=$(node try.mjs)
was='Latin: +8801712345678
full-width: +8801712345678
Arabic: +8801712345678
Persian: +8801712345678
Bengali: no number
Devanagari: no number'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

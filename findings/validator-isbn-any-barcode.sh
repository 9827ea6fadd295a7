#!/usr/bin/env bash
# `isISBN` of validator.js takes every barcode of 13 digits for an ISBN: it looks at the check digit, which all EAN-13 codes
# compute alike, and not at the prefix (978 or 979). A pencil, a newspaper (977) and printed music (979-0) are books then, with
# whatever rate of tax books have.
# Seen with: validator 13.15.35, against isbn3 2.0.11.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund validator@13.15.35 isbn3@2.0.11

cat > try.mjs <<'EOF'
import isbn from "isbn3";
import validator from "validator";

const codes = { book: "9783161484100", pencil: "4006381333931", newspaper: "9771234567003", music: "9790260000438" };
for (const [what, code] of Object.entries(codes))
  console.log(`${what} ${code}: isISBN ${validator.isISBN(code, 13)}, in the ranges of ISBN ${isbn.parse(code) !== null}`);
EOF

seen=$(node try.mjs)
was='book 9783161484100: isISBN true, in the ranges of ISBN true
pencil 4006381333931: isISBN true, in the ranges of ISBN false
newspaper 9771234567003: isISBN true, in the ranges of ISBN false
music 9790260000438: isISBN true, in the ranges of ISBN false'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

#!/usr/bin/env bash
# Mocha loads specs by require() first and by import() where that fails. When import() fails too, it throws the error of
# require() for a TypeScript spec: of one that awaits at its top level, and whose import throws, it says
# ERR_REQUIRE_ASYNC_MODULE, and not a word of what was thrown. The same spec as JavaScript is told rightly.
# Seen with: mocha 12.0.3 in Node.js 24.21.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm pkg set type=module
npm install --silent --ignore-scripts --no-audit --no-fund "node-$(node -p "process.platform + '-' + process.arch")@24.21.0" mocha@12.0.3

echo 'throw new Error("DATA_DIR is not set");' > setup.js
for spec in awaits.spec.ts awaits.spec.js; do
  echo 'import "./setup.js"; await Promise.resolve(); it("runs", () => {});' > "$spec"
done
echo 'import "./setup.js"; it("runs", () => {});' > plain.spec.ts

# Whether the error is shown that the import threw, or another.
observe() {
  local said
  said=$(node_modules/node-*/bin/node node_modules/mocha/bin/mocha.js "$1" 2>&1) || true
  grep -oE "DATA_DIR is not set|ERR_REQUIRE_ASYNC_MODULE" <<<"$said" | sort -u | paste -sd ' ' -
}

seen=$(for spec in plain.spec.ts awaits.spec.js awaits.spec.ts; do echo "$spec: $(observe "$spec")"; done)
was='plain.spec.ts: DATA_DIR is not set
awaits.spec.js: DATA_DIR is not set
awaits.spec.ts: ERR_REQUIRE_ASYNC_MODULE'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

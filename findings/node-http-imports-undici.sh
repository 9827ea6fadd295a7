#!/usr/bin/env bash
# `import { createServer } from "node:http"` in an ES module loads Node's own undici, `require` does not: the module's
# namespace is made by reading every export, and `WebSocket`, `CloseEvent` and `MessageEvent` are getters that load it. A
# process that only serves requests has 2 MB more of heap, and one that does not load TLS and streams otherwise up to 14 MB
# more of memory. `process.getBuiltinModule("node:http")` gives an ES module the same functions without it.
# Seen with: Node.js 24.21.0 on Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund "node-$(node -p "process.platform + '-' + process.arch")@24.21.0"

print='console.log(`${typeof createServer}, undici ${process.moduleLoadList.some((name) => name.endsWith("undici/undici")) ? "" : "not "}loaded`);'
echo "import { createServer } from \"node:http\"; $print" > import.mjs
echo "const { createServer } = require(\"node:http\"); $print" > require.cjs
echo "const { createServer } = process.getBuiltinModule(\"node:http\"); $print" > builtin.mjs

seen=$(for file in import.mjs require.cjs builtin.mjs; do echo "$file: $(node_modules/node-*/bin/node "$file")"; done)
was='import.mjs: function, undici loaded
require.cjs: function, undici not loaded
builtin.mjs: function, undici not loaded'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

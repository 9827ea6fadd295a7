#!/usr/bin/env bash
# Moleculer's hot reload does nothing for ES modules and does not say so: started by the ESM runner with `--hot`, a changed
# service goes on as it was. The middleware looks for files in the tree of CommonJS modules below `require.main`, which an
# ESM program does not have. The same service as CommonJS is reloaded.
# Seen with: moleculer 0.15.2 in Node.js 24.21.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund "node-$(node -p "process.platform + '-' + process.arch")@24.21.0" moleculer@0.15.2

# The timer keeps the process running; a watcher would, too.
service='{ name: "greeter", created() { console.log("created: first"); setInterval(() => {}, 1_000); } };'
mkdir esm cjs
echo "export default $service" > esm/greeter.service.js
echo "module.exports = $service" > cjs/greeter.service.js
echo '{ "type": "module" }' > esm/package.json
echo '{}' > cjs/package.json

# Starts a runner, changes the service, and waits for up to 10 seconds for the second one.
observe() {
  node_modules/node-*/bin/node "node_modules/moleculer/bin/$2" --hot "$1/*.service.js" > "$1.log" 2>&1 &
  for _ in $(seq 200); do grep -q "created: first" "$1.log" && break; sleep 0.1; done
  sleep 3 # The files are watched a moment after the start.
  sed -i.old 's/first/second/' "$1/greeter.service.js"
  for _ in $(seq 100); do grep -q "created: second" "$1.log" && break; sleep 0.1; done
  kill $! # It still runs.
  echo "$1: $(grep -o 'created: .*' "$1.log" | paste -sd ' ' -)"
}

seen=$(observe esm moleculer-runner.mjs; observe cjs moleculer-runner.js)
was='esm: created: first
cjs: created: first created: second'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

#!/usr/bin/env bash
# Before each heartbeat Moleculer asks Node for all processors of the machine three times, 100 ms apart, and sends the
# heartbeat only then; no option turns it off. On Linux each time opens /proc/stat, /proc/cpuinfo and a file for every
# processor: with 64 of them and a heartbeat a second, some 200 files a second for each process that has nothing to do.
# Seen with: moleculer 0.15.2 in Node.js 24.21.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund "node-$(node -p "process.platform + '-' + process.arch")@24.21.0" moleculer@0.15.2

cat > heartbeat.cjs <<'JS'
const os = require("node:os");
const { cpus } = os;
const { ServiceBroker } = require("moleculer");

const asked = [];
os.cpus = () => {
  asked.push(performance.now());
  return cpus();
};

const broker = new ServiceBroker({ nodeID: "one", transporter: "Fake", logger: false, heartbeatInterval: 1 });
broker.transit.sendHeartbeat = async () => {
  console.log(`asked for the processors: ${asked.length} times`);
  console.log(`sent 200 ms later: ${performance.now() - asked[0] >= 195}`);
  process.exit();
};
broker.start().then(() => {
  asked.length = 0;
});
setTimeout(() => console.log("no heartbeat"), 10_000); // Its timer does not keep the process running.
JS

seen=$(node_modules/node-*/bin/node heartbeat.cjs)
was='asked for the processors: 3 times
sent 200 ms later: true'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

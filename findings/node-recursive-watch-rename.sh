#!/usr/bin/env bash
# On Linux, `fs.watch(folder, { recursive: true })` loses a file for good once it was replaced by a rename, which is how many
# editors save: it tells of the first replacement, and then of no write to that file and no further replacement. Without
# `recursive` all of them are seen, so a watcher for each folder does what one for the tree does not.
# Seen with: Node.js 24.21.0 on Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund "node-$(node -p "process.platform + '-' + process.arch")@24.21.0"

cat > try.mjs <<'EOF'
import { mkdirSync, renameSync, watch, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

async function observe(watched, recursive) {
  const file = `${watched}${recursive ? "/folder" : ""}/file.txt`;
  mkdirSync(file.replace("/file.txt", ""), { recursive: true });
  writeFileSync(file, "");
  let seen = false;
  const watcher = watch(watched, { recursive }, (_event, name) => {
    if (name?.endsWith("file.txt")) seen = true;
  });
  await setTimeout(500);
  const replace = () => {
    writeFileSync("new.txt", "text");
    renameSync("new.txt", file);
  };
  const write = () => writeFileSync(file, "text");
  for (const [title, save] of Object.entries({ "a write": write, "a replacement": replace, "a write after it": write, "another replacement": replace })) {
    seen = false;
    save();
    await setTimeout(1_000);
    console.log(`recursive ${recursive}, ${title}: ${seen ? "seen" : "not seen"}`);
  }
  watcher.close();
}

await observe("one", true);
await observe("other", false);
EOF

seen=$(node_modules/node-*/bin/node try.mjs)
was='recursive true, a write: seen
recursive true, a replacement: seen
recursive true, a write after it: not seen
recursive true, another replacement: not seen
recursive false, a write: seen
recursive false, a replacement: seen
recursive false, a write after it: seen
recursive false, another replacement: seen'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

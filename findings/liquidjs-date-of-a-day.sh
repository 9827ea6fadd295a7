#!/usr/bin/env bash
# The `date` filter of LiquidJS shows a day that has no time ("2026-03-01") as the day before wherever the clocks are behind
# UTC: such a text is midnight in UTC to JavaScript, and is then shown in local time, while one with a time is local from the
# start. Liquid itself, in Ruby, shows the day that was written. Templates that were written for it print due dates that are a
# day early, on a machine in UTC too when `timezoneOffset` is the shop's zone.
# Seen with: liquidjs 10.30.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund liquidjs@10.30.1

cat > try.mjs <<'EOF'
import { Liquid } from "liquidjs";

const template = `{{ "2026-03-01" | date: "%Y-%m-%d" }}, with a time {{ "2026-03-01T00:00:00" | date: "%Y-%m-%d" }}`;
for (const zone of ["Asia/Dhaka", "UTC", "America/New_York"]) {
  process.env.TZ = zone;
  console.log(`${zone}: ${await new Liquid().parseAndRender(template)}`);
}
process.env.TZ = "UTC";
const shop = new Liquid({ timezoneOffset: "America/New_York" });
console.log(`UTC, for a shop in New York: ${await shop.parseAndRender(`{{ "2026-03-01" | date: "%Y-%m-%d" }}`)}`);
EOF

seen=$(node try.mjs)
was='Asia/Dhaka: 2026-03-01, with a time 2026-03-01
UTC: 2026-03-01, with a time 2026-03-01
America/New_York: 2026-02-28, with a time 2026-03-01
UTC, for a shop in New York: 2026-02-28'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

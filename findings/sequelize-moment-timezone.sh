#!/usr/bin/env bash
# Sequelize 6 brings time zones of its own: its range for moment-timezone ends before 0.6, so no update gets past 0.5.48,
# whose data is of early 2025, while Node.js 24.21.0 has those of 2026. Vancouver and Edmonton no longer turn their clocks back
# in November 2026, and Morocco stays on UTC: with `timezone: "America/Vancouver"` Sequelize writes times into a DATETIME
# that are an hour off from what the same process shows. Whatever else bundles zones (moment, a database's own tables, the
# browser) has the same fault on another day.
# Seen with: sequelize 6.37.8 with moment-timezone 0.5.48, in Node.js 24.21.0 (tz 2026c).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund "node-$(node -p "process.platform + '-' + process.arch")@24.21.0" sequelize@6.37.8 mysql2@3.24.5 moment-timezone@0.5.48

cat > try.mjs <<'EOF'
import moment from "moment-timezone";
import { Sequelize } from "sequelize";

console.log(`Node.js ${process.versions.tz}, moment-timezone ${moment.tz.dataVersion}`);
for (const timezone of ["America/Vancouver", "America/Edmonton", "Africa/Casablanca", "America/New_York"]) {
  const sequelize = new Sequelize({ dialect: "mysql", timezone, logging: false });
  const intl = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "medium" });
  for (const at of [new Date("2026-07-01T18:00:00Z"), new Date("2026-12-01T18:00:00Z")])
    console.log(`${at.toISOString()} in ${timezone}: Sequelize ${sequelize.escape(at)}, Intl '${intl.format(at)}'`);
}
EOF

seen=$(node_modules/node-*/bin/node try.mjs)
was='Node.js 2026c, moment-timezone 2025b
2026-07-01T18:00:00.000Z in America/Vancouver: Sequelize '\''2026-07-01 11:00:00'\'', Intl '\''2026-07-01 11:00:00'\''
2026-12-01T18:00:00.000Z in America/Vancouver: Sequelize '\''2026-12-01 10:00:00'\'', Intl '\''2026-12-01 11:00:00'\''
2026-07-01T18:00:00.000Z in America/Edmonton: Sequelize '\''2026-07-01 12:00:00'\'', Intl '\''2026-07-01 12:00:00'\''
2026-12-01T18:00:00.000Z in America/Edmonton: Sequelize '\''2026-12-01 11:00:00'\'', Intl '\''2026-12-01 12:00:00'\''
2026-07-01T18:00:00.000Z in Africa/Casablanca: Sequelize '\''2026-07-01 19:00:00'\'', Intl '\''2026-07-01 19:00:00'\''
2026-12-01T18:00:00.000Z in Africa/Casablanca: Sequelize '\''2026-12-01 19:00:00'\'', Intl '\''2026-12-01 18:00:00'\''
2026-07-01T18:00:00.000Z in America/New_York: Sequelize '\''2026-07-01 14:00:00'\'', Intl '\''2026-07-01 14:00:00'\''
2026-12-01T18:00:00.000Z in America/New_York: Sequelize '\''2026-12-01 13:00:00'\'', Intl '\''2026-12-01 13:00:00'\'''
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

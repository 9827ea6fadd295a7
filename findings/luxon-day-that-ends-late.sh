#!/usr/bin/env bash
# Where clocks go back to midnight (Havana: 01:00 becomes 00:00), Luxon's days overlap: `endOf("day")` of the day before is
# 00:59:59.999 of the next day, and `startOf("day")` of the next day is the first or the second midnight, whichever has the
# offset of the moment that one asked from. Asked from each day's noon, as a report does, the sales of one hour are those of
# the day before.
# Seen with: luxon 3.7.2, the change of 2025.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund luxon@3.7.2

cat > try.mjs <<'EOF'
import { DateTime } from "luxon";

const at = (iso) => DateTime.fromISO(iso, { zone: "America/Havana" });
console.log(`end of the first, asked at its noon: ${at("2025-11-01T12:00:00-04:00").endOf("day").toISO()}`);
for (const iso of ["2025-11-02T00:30:00-04:00", "2025-11-02T12:00:00-05:00"])
  console.log(`start of the second, asked at ${iso}: ${at(iso).startOf("day").toISO()}`);
const sale = at("2025-11-02T00:30:00-04:00");
for (const noon of ["2025-11-01T12:00:00-04:00", "2025-11-02T12:00:00-05:00"]) {
  const isOf = sale >= at(noon).startOf("day") && sale <= at(noon).endOf("day");
  console.log(`the sale at ${sale.toISO()} is ${isOf ? "" : "not "}of the day of ${noon}`);
}
EOF

seen=$(node try.mjs)
was='end of the first, asked at its noon: 2025-11-02T00:59:59.999-04:00
start of the second, asked at 2025-11-02T00:30:00-04:00: 2025-11-02T00:00:00.000-04:00
start of the second, asked at 2025-11-02T12:00:00-05:00: 2025-11-02T00:00:00.000-05:00
the sale at 2025-11-02T00:30:00.000-04:00 is of the day of 2025-11-01T12:00:00-04:00
the sale at 2025-11-02T00:30:00.000-04:00 is not of the day of 2025-11-02T12:00:00-05:00'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

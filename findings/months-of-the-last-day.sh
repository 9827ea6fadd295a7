#!/usr/bin/env bash
# Whether a month has passed from 31 January to 28 February: date-fns, Luxon and Temporal agree that the one plus a month is the
# other, and then date-fns says that one month is between them, or none when they are swapped (not minus one), Luxon says one,
# and Temporal none, but 28 days. To 30 April it is two months in date-fns, though the sum of three is that day. From 29
# February 2024 to 28 February 2025 it is 12 months and 0 years in date-fns. Add to the first day of a subscription to find
# its renewals; do not count back from today.
# Seen with: temporal-polyfill 1.0.8, date-fns 4.4.0, luxon 3.7.2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund temporal-polyfill@1.0.8 date-fns@4.4.0 luxon@3.7.2

cat > try.mjs <<'EOF'
import { addMonths, differenceInMonths, differenceInYears, format, parseISO } from "date-fns";
import { DateTime } from "luxon";
import { Temporal } from "temporal-polyfill";

const cases = [
  ["2026-01-31", 1, "2026-02-28"],
  ["2026-01-31", 3, "2026-04-30"],
  ["2024-02-29", 12, "2025-02-28"],
];
for (const [from, months, to] of cases) {
  const day = Temporal.PlainDate.from(from);
  const sums = [
    format(addMonths(parseISO(from), months), "yyyy-MM-dd"),
    DateTime.fromISO(from).plus({ months }).toISODate(),
    day.add({ months }).toString(),
  ];
  console.log(`${from} and ${months} months, date-fns, Luxon, Temporal: ${sums.join(", ")}`);
  const [early, late] = [parseISO(from), parseISO(to)];
  const [there, back] = [differenceInMonths(late, early), differenceInMonths(early, late)];
  console.log(`  until ${to}, date-fns: ${there} months, ${differenceInYears(late, early)} years; swapped ${back} months`);
  const luxon = DateTime.fromISO(to).diff(DateTime.fromISO(from), ["months", "days"]);
  console.log(`  until ${to}, Luxon: ${luxon.toISO()}`);
  console.log(`  until ${to}, Temporal: ${day.until(to, { largestUnit: "months" })}`);
}
EOF

seen=$(node try.mjs)
was='2026-01-31 and 1 months, date-fns, Luxon, Temporal: 2026-02-28, 2026-02-28, 2026-02-28
  until 2026-02-28, date-fns: 1 months, 0 years; swapped 0 months
  until 2026-02-28, Luxon: P1M
  until 2026-02-28, Temporal: P28D
2026-01-31 and 3 months, date-fns, Luxon, Temporal: 2026-04-30, 2026-04-30, 2026-04-30
  until 2026-04-30, date-fns: 2 months, 0 years; swapped -2 months
  until 2026-04-30, Luxon: P3M
  until 2026-04-30, Temporal: P2M30D
2024-02-29 and 12 months, date-fns, Luxon, Temporal: 2025-02-28, 2025-02-28, 2025-02-28
  until 2025-02-28, date-fns: 12 months, 0 years; swapped -11 months
  until 2025-02-28, Luxon: P12M
  until 2025-02-28, Temporal: P11M30D'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

#!/usr/bin/env bash
# When the clocks change, cron-parser (which BullMQ schedules by) and croner run the same daily job at different times, and
# cron-parser leaves one day out: where the clocks go forward by half an hour (Lord Howe), a job at 02:15 does not run on that
# day at all. Where an hour comes twice, it takes the first in New York and the second in Havana, whose clocks go back at
# 01:00 to midnight. Every two hours, it runs 02:00 at 03:00, which croner leaves out.
# Seen with: cron-parser 5.10.6, croner 11.0.1, changes of 2025.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund cron-parser@5.10.6 croner@11.0.1

cat > try.mjs <<'EOF'
import { CronExpressionParser } from "cron-parser";
import { Cron } from "croner";

const cases = [
  ["America/New_York", "30 2 * * *", "2025-03-08T17:00:00Z"],
  ["Australia/Lord_Howe", "15 2 * * *", "2025-10-04T02:00:00Z"],
  ["America/New_York", "30 1 * * *", "2025-11-01T17:00:00Z"],
  ["America/Havana", "30 0 * * *", "2025-11-01T17:00:00Z"],
  ["America/New_York", "0 */2 * * *", "2025-03-09T05:30:00Z"],
];
for (const [timeZone, pattern, from] of cases) {
  const two = "2-digit";
  const form = { timeZone, hourCycle: "h23", month: "short", day: "numeric", hour: two, minute: two, timeZoneName: "longOffset" };
  const format = new Intl.DateTimeFormat("en-GB", form);
  const show = (date) => format.format(date).replace(/ at |, /, " ");
  const parsed = CronExpressionParser.parse(pattern, { tz: timeZone, currentDate: new Date(from) });
  const inTurn = [parsed.next(), parsed.next()].map((next) => show(next.toDate()));
  const runs = new Cron(pattern, { timezone: timeZone, paused: true }).nextRuns(2, new Date(from)).map(show);
  console.log(`${pattern} in ${timeZone}`);
  console.log(`  cron-parser: ${inTurn.join(", then ")}`);
  console.log(`  croner: ${runs.join(", then ")}`);
}
EOF

seen=$(node try.mjs)
was='30 2 * * * in America/New_York
  cron-parser: 9 Mar 03:30 GMT-04:00, then 10 Mar 02:30 GMT-04:00
  croner: 9 Mar 03:00 GMT-04:00, then 10 Mar 02:30 GMT-04:00
15 2 * * * in Australia/Lord_Howe
  cron-parser: 6 Oct 02:15 GMT+11:00, then 7 Oct 02:15 GMT+11:00
  croner: 5 Oct 02:30 GMT+11:00, then 6 Oct 02:15 GMT+11:00
30 1 * * * in America/New_York
  cron-parser: 2 Nov 01:30 GMT-04:00, then 3 Nov 01:30 GMT-05:00
  croner: 2 Nov 01:30 GMT-04:00, then 3 Nov 01:30 GMT-05:00
30 0 * * * in America/Havana
  cron-parser: 2 Nov 00:30 GMT-05:00, then 3 Nov 00:30 GMT-05:00
  croner: 2 Nov 00:30 GMT-04:00, then 3 Nov 00:30 GMT-05:00
0 */2 * * * in America/New_York
  cron-parser: 9 Mar 03:00 GMT-04:00, then 9 Mar 04:00 GMT-04:00
  croner: 9 Mar 04:00 GMT-04:00, then 9 Mar 06:00 GMT-04:00'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

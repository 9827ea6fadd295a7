#!/usr/bin/env bash
# Joi reads a day that does not exist as one of the next month: `2025-02-30` passes `date().iso()` and `string().isoDate()`,
# and the converted text names another day than the client sent. The 32nd is refused. Without conversion the text passes as
# it is. A promotion that ends on 31 April, or a report from 29 February of an ordinary year, has to be refused by a check of
# one's own.
# Seen with: joi 18.3.2 in Node.js 20.20.2 and 24.21.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund joi@18.3.2

cat > try.mjs <<'END'
import Joi from "joi";

const schemas = {
  "date().iso()": Joi.date().iso(),
  "string().isoDate()": Joi.string().isoDate(),
  "string().isoDate(), convert: false": Joi.string().isoDate().prefs({ convert: false }),
};
for (const [name, schema] of Object.entries(schemas)) {
  for (const day of ["2025-02-30", "2025-04-31", "2025-04-32"]) {
    const { value, error } = schema.validate(day);
    console.log(`${name}: ${day} ${error ? "is refused" : `gives ${JSON.stringify(value).slice(1, 11)}`}`);
  }
}
END

seen=$(node try.mjs)
was='date().iso(): 2025-02-30 gives 2025-03-02
date().iso(): 2025-04-31 gives 2025-05-01
date().iso(): 2025-04-32 is refused
string().isoDate(): 2025-02-30 gives 2025-03-02
string().isoDate(): 2025-04-31 gives 2025-05-01
string().isoDate(): 2025-04-32 is refused
string().isoDate(), convert: false: 2025-02-30 gives 2025-02-30
string().isoDate(), convert: false: 2025-04-31 gives 2025-04-31
string().isoDate(), convert: false: 2025-04-32 is refused'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

/** Combinations of servers, as ENGINES has them; those that are left out are this machine's. */
export const cells = [
  "mariadb,nats,redis",
  "mariadb,nats@sid,valkey@trixie",
  "mariadb,nats@trixie,redis@sid",
  "mariadb@trixie,nats,valkey@sid",
  "mariadb@trixie,nats@trixie,redis@trixie",
  "mariadb@trixie,nats@sid,valkey@trixie",
  "mysql@sid,nats,redis",
  "mysql@sid,nats@trixie,valkey@trixie",
  "mysql@sid,nats@sid,valkey@sid",
];

/**
 * What `--short` runs on each: right requests of every endpoint, and what asks the most of an engine: text, sorting and
 * paging, answers above the bus's limit, races, repeated keys, and an order's whole life.
 */
export const shortSuite = {
  env: { PROPERTY_RUNS: "1" },
  options: ["--grep", "refuses invalid requests", "--invert"],
  files: [
    "test/integration/properties.spec.ts",
    "test/integration/order-lives.spec.ts",
    "test/integration/totals.spec.ts",
    "test/integration/common/idempotency.spec.ts",
    "test/integration/common/large-answers.spec.ts",
    "test/integration/common/paging.spec.ts",
    "test/integration/common/search.spec.ts",
    "test/integration/merchant/orders-list.spec.ts",
    "test/integration/merchant/refunds.spec.ts",
  ],
};

/** What a run of one of them said. */
export interface Row {
  cell: string;
  servers: string;
  migrations: string;
  tests: string;
  day: string;
}

const begin = "<!-- made by `npm run test:engines` -->";
const head = "| servers (`ENGINES`) | versions | migrations | distributed tests | run on |\n|---|---|---|---|---|";

/** Puts rows into the table of a page, which keeps what it says of other cells. */
export function writeRows(page: string, rows: Row[]): string {
  const [before = "", after = ""] = page.split(begin);
  const known = new Map(cells.map((cell) => [cell, `| \`${cell}\` | | not run | not run | |`]));
  for (const line of after.split("\n")) {
    const cell = /^\| `([^`]+)` \|/.exec(line)?.[1];
    if (cell) known.set(cell, line);
  }
  for (const { cell, servers, migrations, tests, day } of rows)
    known.set(cell, `| \`${cell}\` | ${servers} | ${migrations} | ${tests} | ${day} |`);
  return `${before}${begin}\n\n${[head, ...known.values()].join("\n")}\n`;
}

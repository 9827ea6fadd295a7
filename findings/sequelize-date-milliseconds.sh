#!/usr/bin/env bash
# A Date among the replacements of a query of Sequelize is written without its milliseconds on MySQL and MariaDB, also where the
# column has them (DATETIME(3)), and models and `bind` keep them. "After the last one I have read" then begins
# within the second that was read: rows come twice, and a page that ends in a full second is read again for ever. The same
# statement on SQLite keeps them.
# Seen with: sequelize 6.37.8, mysql2 3.24.5, MariaDB 10.11.18. Needs mariadbd and mariadb-install-db on PATH.
set -euo pipefail
command -v mariadbd mariadb-install-db >/dev/null || { echo "mariadbd is not on PATH." >&2; exit 1; }
server=
folder=$(mktemp -d)
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; }; rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund sequelize@6.37.8 mysql2@3.24.5

cat > try.mjs <<'EOF'
import { DataTypes, Op, Sequelize } from "sequelize";

const dialectOptions = { socketPath: process.env.SOCKET };
const admin = new Sequelize({ dialect: "mysql", username: "root", dialectOptions, logging: false });
await admin.query("CREATE DATABASE sample");
await admin.close();
const sequelize = new Sequelize({ dialect: "mysql", username: "root", database: "sample", dialectOptions, logging: false });
const Order = sequelize.define("orders", { placed_at: DataTypes.DATE(3) }, { timestamps: false });
await Order.sync();
for (const ms of [0, 250, 500, 750]) await Order.create({ placed_at: new Date(1_764_403_200_000 + ms) });

const { placed_at } = await Order.findOne({ order: [["placed_at", "DESC"]] });
console.log(`the last one: ${placed_at.toISOString()}`);
console.log(`after it, by the model: ${await Order.count({ where: { placed_at: { [Op.gt]: placed_at } } })}`);
for (const [mark, given] of [["?", { replacements: [placed_at] }], ["$1", { bind: [placed_at] }]]) {
  const [[{ rows }]] = await sequelize.query(`SELECT COUNT(*) AS \`rows\` FROM orders WHERE placed_at > ${mark}`, given);
  console.log(`after it, by ${Object.keys(given)[0]}: ${rows}`);
}
await sequelize.query("INSERT INTO orders (placed_at) VALUES (?)", { replacements: [new Date(1_764_403_201_999)] });
console.log(`written as ….999Z: ${(await Order.findOne({ order: [["placed_at", "DESC"]] })).placed_at.toISOString()}`);
await sequelize.close();
EOF

export SOCKET="$folder/socket"
mariadb-install-db --no-defaults --datadir="$folder/data" --user="$(id -un)" >/dev/null 2>&1
mariadbd --no-defaults --datadir="$folder/data" --user="$(id -un)" --socket="$SOCKET" --skip-networking \
  --skip-grant-tables --pid-file="$folder/pid" >/dev/null 2>&1 &
server=$!
for _ in $(seq 300); do [ -S "$SOCKET" ] && break; sleep 0.1; done

seen=$(node try.mjs)
was='the last one: 2025-11-29T08:00:00.750Z
after it, by the model: 0
after it, by replacements: 3
after it, by bind: 0
written as ….999Z: 2025-11-29T08:00:01.000Z'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

#!/usr/bin/env bash
# JetStream's window for duplicates outlives what it is a record of: after a purge of the stream, or when the message was
# deleted, the same Nats-Msg-Id is acknowledged as a duplicate, with the sequence of a message that is not there any more.
# Whoever publishes again from a database, to fill a purged stream, loses all that was published in the last two minutes
# (the default), and is told that all is well. Deleting the stream forgets the window.
# Seen with: nats 2.29.3, nats-server 2.9.10. Needs nats-server on PATH.
set -euo pipefail
command -v nats-server >/dev/null || { echo "nats-server is not on PATH." >&2; exit 1; }
server=
folder=$(mktemp -d)
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund nats@2.29.3

cat > try.mjs <<'EOF'
import { connect } from "nats";

const connection = await connect({ servers: process.env.NATS_URL });
const manager = await connection.jetstreamManager();
const stream = () => manager.streams.add({ name: "S", subjects: ["s"] });
const publish = async (title) => {
  const { seq, duplicate } = await connection.jetstream().publish("s", "text", { msgID: "one" });
  const { messages } = (await manager.streams.info("S")).state;
  console.log(`${title}: sequence ${seq}, duplicate ${duplicate}, messages in the stream ${messages}`);
};

await stream();
await publish("first");
await manager.streams.purge("S");
await publish("after a purge");
await manager.streams.delete("S");
await stream();
await publish("in a new stream");
await manager.streams.deleteMessage("S", 1);
await publish("after its message was deleted");
await connection.close();
EOF

# A port of its own choosing, which it writes down.
nats-server --addr 127.0.0.1 --port -1 --jetstream --store_dir "$folder/store" --ports_file_dir "$folder" 2>/dev/null &
server=$!
for _ in $(seq 100); do ls nats-server_*.ports >/dev/null 2>&1 && break; sleep 0.1; done
NATS_URL=$(node -p 'JSON.parse(fs.readFileSync(process.argv[1], "utf8")).nats[0]' nats-server_*.ports)
export NATS_URL

seen=$(node try.mjs)
was='first: sequence 1, duplicate false, messages in the stream 1
after a purge: sequence 1, duplicate true, messages in the stream 0
in a new stream: sequence 1, duplicate false, messages in the stream 1
after its message was deleted: sequence 1, duplicate true, messages in the stream 0'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

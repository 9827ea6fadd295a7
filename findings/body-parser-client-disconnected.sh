#!/usr/bin/env bash
# body-parser passes over the body of a request whose client has left while something else was awaited, such as its
# credential: the next handler is called without an error and with no body, though all of it had come, and a request is then
# carried out as if nothing had been sent. A body that breaks off while it is read is an error, as one would expect of both.
# Seen with: body-parser 2.4.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund body-parser@2.4.0

cat > try.mjs <<'EOF'
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import bodyParser from "body-parser";

const parse = bodyParser.json();
const server = createServer().listen(0, "127.0.0.1");
await once(server, "listening");

// The client sends all of its request and leaves; the parser is called before or after that.
async function ask(sent, isAwaited) {
  const body = JSON.stringify({ amount: 10 });
  const client = connect(server.address().port, "127.0.0.1");
  const asked = once(server, "request");
  client.write(
    `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, sent)}`,
  );
  const [request, response] = await asked;
  const closed = once(response, "close");
  const leave = async () => {
    client.end();
    await closed;
  };
  if (isAwaited) await leave();
  const parsed = new Promise((resolve) => parse(request, response, (error) => resolve(error?.type ?? request.body)));
  if (!isAwaited) await leave();
  return JSON.stringify(await parsed) ?? "no error, no body";
}

console.log(`all of it has come, the client waits: ${await ask(99, false)}`);
console.log(`a part has come, the client leaves: ${await ask(5, false)}`);
console.log(`all of it has come, the client has left: ${await ask(99, true)}`);
console.log(`a part has come, the client has left: ${await ask(5, true)}`);
server.close();
EOF

seen=$(node try.mjs)
was='all of it has come, the client waits: {"amount":10}
a part has come, the client leaves: "request.aborted"
all of it has come, the client has left: no error, no body
a part has come, the client has left: no error, no body'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }

import pretty from "pino-pretty";
import { DevServer } from "./dev/server.ts";
import { watchSources } from "./dev/watch.ts";
import { whenOrphaned } from "./servers/orphan.ts";

// `npm run dev`: the embedded profile, restarted at each save, with readable logs. `-- --inspect` opens a debug port.
const log = pretty({ ignore: "nodeID,ns,mod,svc", messageFormat: "{if mod}{mod}: {end}{msg}", sync: true });
const [, inspect] = /^--inspect=?(\d*)$/m.exec(process.argv.slice(2).join("\n")) ?? [];
const server = new DevServer(log, inspect === undefined ? undefined : Number(inspect || 9229));
// A parent process with an IPC channel is notified when the next restart will be quick.
server.onPrepared = () => process.send?.("prepared");

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void end());
whenOrphaned(() => void end());
watchSources((file) => server.change(file));
await server.start();

async function end(): Promise<void> {
  await server.stop();
  process.exit();
}

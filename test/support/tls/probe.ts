import { connect } from "nats";
import { openSequelize } from "../../../config/database.ts";
import { natsOptions } from "../../../config/nats.ts";
import { connectRedis, redis } from "../../../config/redis.ts";

// A process of its own, since the environment is read once: connects to the engines that it names, by the product's own
// configuration, and prints what each said.
const probes = {
  async nats() {
    const connection = await connect({ ...natsOptions(), waitOnFirstConnect: false, reconnect: false, timeout: 3_000 });
    await connection.flush();
    await connection.close();
    return "connected";
  },
  async mariadb() {
    const [rows] = await openSequelize("probe").query("SHOW STATUS LIKE 'Ssl_cipher'");
    return (rows as { Value: string }[])[0]?.Value ? "encrypted" : "in clear";
  },
  async redis() {
    await connectRedis(1_500);
    return await redis()?.ping();
  },
};

const said: Record<string, string> = {};
for (const [name, probe] of Object.entries(probes)) {
  said[name] = await probe().then(String, (error: Error & { chainedError?: Error }) => {
    return `failed: ${error.chainedError?.message ?? error.message}`;
  });
}
console.log(JSON.stringify(said));
process.exit(0);

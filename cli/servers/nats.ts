import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect, type NatsConnection } from "nats";
import type { Recipe } from "./recipe.ts";

const user = "orchestra";

/** NATS with JetStream and a password, as in production, so that every test uses the credentials in the URL. */
export const nats: Recipe = {
  name: "nats",
  variable: "NATS_URL",
  binaries: ["nats-server"],
  debianPackage: "nats-server",
  url: ({ port, password }) => `nats://${user}:${password}@127.0.0.1:${port}`,
  prepare: ({ folder, port, password }) =>
    writeFile(
      join(folder, "nats.conf"),
      `listen: "127.0.0.1:${port}"
jetstream { store_dir: "${join(folder, "jetstream")}" }
authorization { user: "${user}", password: "${password}" }
`,
      { mode: 0o600 },
    ),
  args: ({ folder }) => ["--config", join(folder, "nats.conf")],
  container: {
    image: "nats:2.11-alpine",
    port: 4222,
    options: () => [],
    command: ({ password }) => ["--jetstream", "--store_dir", "/data", "--user", user, "--pass", password],
  },
  async ping(url) {
    const connection = await connectNats(url, { reconnect: false, timeout: 1_000 });
    try {
      const manager = await connection.jetstreamManager({ timeout: 1_000 });
      await manager.getAccountInfo();
    } finally {
      await connection.close();
    }
  },
};

/** Connects to a URL with its user and password, which the client itself does not read from a URL. */
export function connectNats(
  url: string,
  options: { reconnect?: boolean; timeout?: number } = {},
): Promise<NatsConnection> {
  const { host, username, password } = new URL(url);
  const credentials = username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : {};
  return connect({ servers: host, ...credentials, ...options });
}

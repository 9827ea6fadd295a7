import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Middleware } from "moleculer";
import { env } from "./env.ts";
import { metricsPort } from "./metrics.ts";

/** Prints the URLs and examples to paste when everything has started, in development only. */
export const banner: Middleware = {
  name: "Banner",
  async started(broker) {
    if (env.NODE_ENV !== "development" || !broker.getLocalService("api")) return;
    // The ports that it has got where 0 lets it have any.
    const { server } = broker.getLocalService("api") as unknown as { server: Server };
    const url = `http://${env.HOST}:${(server.address() as AddressInfo).port}`;
    const parts = [
      ["bus", env.NATS_URL ? "NATS" : "this process"],
      ["database", env.DATABASE_URL ? "MariaDB" : `SQLite in ${env.DATA_DIR}`],
      ["cache", env.REDIS_URL ? "Redis" : "this process"],
    ];
    process.stdout.write(`
  Seller Orchestra is ready in ${process.uptime().toFixed(1)} s

    API      ${url}
    Docs     ${url}/docs
    Demo     ${url}/demo  (sign in as rahim@example.com)
    Mailbox  ${url}/dev/mailbox
    Console  ${url}/console
    Metrics  http://${env.HOST}:${metricsPort()}/metrics
    Runs on  ${parts.map(([part, place]) => `${part}: ${place}`).join(", ")}

  Paste into another terminal:

    TOKEN=$(npm run -s orchestra -- token merchant)
    curl -H "Authorization: Bearer $TOKEN" '${url}/merchant/api/v1/domains/dom_demo/customers?sort=total_orders&size=3'
    curl -H "Authorization: Bearer $TOKEN" '${url}/merchant/api/v1/domains/dom_demo/orders?status=processing&limit=3'

    curl -H "Authorization: Bearer $(npm run -s orchestra -- token commerce)" '${url}/api/v1/customers?loyalty_tier=gold'

    curl -H 'X-Client-Id: sx_app_demo' -H 'X-Client-Secret: sx_secret_demo' -H 'X-Store-Id: 22' \\
      '${url}/api/apps/v1/customers?search=rahim'

`);
  },
};

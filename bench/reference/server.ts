import { env } from "node:process";
import Fastify from "fastify";
import { createPool } from "mysql2/promise";
import { authentication } from "./authenticate.ts";
import { commerceRoutesOf } from "./commerce/routes.ts";
import { addressed, connect, headers } from "./connection.ts";
import { orderRoutesOf } from "./orders/routes.ts";
import { routesOf } from "./routes.ts";

// An expert's implementation of these routes alone: Fastify, mysql2, prepared statements, one process, no layers.
const db = connect(createPool(addressed(String(env.DATABASE_URL), Number(env.DATABASE_POOL ?? 10))));
const app = Fastify({
  logger: false,
  routerOptions: { ignoreTrailingSlash: true },
  // Strict, as the product is: unknown fields are refused; query values are converted by their schema.
  ajv: { customOptions: { removeAdditional: false, coerceTypes: true, useDefaults: true, allErrors: true } },
});

app.addHook("onRequest", async (_request, reply) => {
  reply.headers(headers());
});
app.get("/health/ready", async () => {
  await db.rows("SELECT 1");
  return { status: "ready" };
});
const who = authentication(db, String(env.JWT_SECRET));
routesOf(app, db, who);
orderRoutesOf(app, db, who);
commerceRoutesOf(app, db, who);

await app.listen({ port: Number(env.PORT), host: "127.0.0.1" });
process.once("SIGTERM", () => void app.close().then(() => process.exit(0)));

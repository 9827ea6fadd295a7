import { createInterface } from "node:readline";
import type { ActionName } from "../../../services/contracts.ts";
import { startBroker } from "../broker.ts";

// A process with the services that place orders and those that its arguments name, over the folder in DATA_DIR. A line of its input is `{ id, name, params }`,
// and it prints `{ id, result }` or `{ id, error }`. SIGTERM ends it in order.
const names = ["cache", "catalog", "customers", "inventory", "loyalty", "notifications", "orchestra", "orders"];
const services = await Promise.all(
  [...names, "payments", "shipments", ...process.argv.slice(2)].map(
    async (name) => (await import(`../../../services/${name}/${name}.service.ts`)).default,
  ),
);
const running = await startBroker(...services);
const say = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);
process.once("SIGTERM", () => void running.stop().then(() => process.exit(0)));
say({ id: "ready" });
for await (const line of createInterface(process.stdin)) {
  const { id, name, params } = JSON.parse(line) as { id: string; name: ActionName; params: never };
  running.call(name, params).then(
    (result: unknown) => say({ id, result }),
    ({ type }) => say({ id, error: String(type) }),
  );
}

import { createConnection } from "mysql2/promise";
import { ulid } from "ulid";
import { type Cluster, type ClusterProcess, startCluster } from "../../../cli/cluster/cluster.ts";
import { discoverServices } from "../../../cli/cluster/plan.ts";
import { ownServers, sayTrouble, settings } from "../load-cluster.ts";
import { type StripeDouble, startStripe } from "../payments/stripe-double.ts";

/** A cluster whose payments go to a stand-in for Stripe; two processes serve orders. */
export interface ExercisedCluster {
  cluster: Cluster;
  stripe: StripeDouble;
  payments: ClusterProcess;
  /** The process that freezes. */
  replica: ClusterProcess;
  /** Starts payments again, with or without the secret of its provider. */
  startPayments(set: "with its secret" | "without its secret"): Promise<void>;
  /** Publishes the creation of a customer's order, with data that one of its consumers cannot count. */
  poison(customer_id: string): Promise<{ id: string; data: object }>;
  stop(): Promise<void>;
}

// What the exercise is about.
const expected = /"msg":"(a workflow is stuck|an event became a dead letter)"/;
const apart = ["api", "orchestra", "payments", "orders"];

/** Starts one on the servers of the fault tests, beside their own cluster. */
export async function startExercise(): Promise<ExercisedCluster> {
  const [servers, stripe] = await Promise.all([ownServers(), startStripe()]);
  const databaseUrl = await servers.createDatabase(`exercise_${process.pid}`);
  const others = discoverServices().filter((name) => !apart.includes(name));
  const provider = { STRIPE_SECRET_KEY: stripe.secret, STRIPE_API_URL: stripe.url };
  const cluster = await startCluster({
    servers,
    databaseUrl,
    services: [...apart, others.join()],
    replicas: { orders: 2 },
    env: { ...settings, ...provider, NAMESPACE: `exercise-${process.pid}` },
    log: (line) => expected.test(line) || sayTrouble(line),
    readyTimeout: 220_000,
  });
  const named = (name: string, index = 1) => {
    const found = cluster.processes.find((each) => each.name === name && each.index === index);
    if (!found) throw new Error(`There is no ${name}.${index}.`);
    return found;
  };
  const payments = named("payments");
  return {
    cluster,
    stripe,
    payments,
    replica: named("orders", 2),
    async startPayments(set) {
      if (set === "with its secret") Object.assign(payments.environment, provider);
      else for (const name of Object.keys(provider)) delete payments.environment[name];
      await payments.restart();
    },
    poison: (customer_id) => publishPoison(databaseUrl, customer_id),
    async stop() {
      await cluster.stop();
      await stripe.stop();
    },
  };
}

// What a producer with a fault would have published: an amount that is none.
async function publishPoison(databaseUrl: string, customer_id: string) {
  const [id, order_id, now] = [`evt_${ulid()}`, `ord_${ulid()}`, Date.now()];
  const aggregate = { type: "order", id: order_id, version: 1 };
  const amounts = { grand_total: "12.50", net_sales: 1_250, currency: "BDT", counts: true };
  const data = { order_id, order_number: "A-poisoned", customer_id, version: 1, ...amounts, created_at: now };
  const envelope = { id, name: "order.created", store_id: 22, tenant_id: "ten_demo", aggregate };
  const said = {
    occurred_at: new Date(now).toISOString(),
    actor: { type: "system", id: "producer" },
    request_id: null,
  };
  const fact = JSON.stringify({ ...envelope, ...said, data: { ...data, before: null, after: {} } });
  const row = { fact_id: id, name: "order.created", aggregate_id: order_id, fact, created_at: now, sent_at: null };
  const connection = await createConnection(databaseUrl);
  await connection.query("INSERT INTO orders_outbox SET ?", row).finally(() => connection.end());
  return { id, data };
}

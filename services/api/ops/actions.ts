import type { Context } from "moleculer";
import type { ActionResult, RouteTimes } from "../../contracts.ts";
import { nodesOf, servicesOf } from "./nodes.ts";
import { replicasOf } from "./replicas.ts";
import { ownRoutes, slowestOf } from "./routes.ts";

const answerWithinMs = 1_500;

/** The gateway's own actions, for the operations surface. */
export const gatewayActions = {
  replicas: {
    handler: async ({ broker }: Context): Promise<ActionResult<"api.replicas">> => ({
      items: await replicasOf(broker),
      next_cursor: null,
    }),
  },
  ownRoutes: { handler: async (): Promise<RouteTimes[]> => ownRoutes() },
  slowestRoutes: {
    async handler({ broker }: Context): Promise<ActionResult<"api.slowestRoutes">> {
      const gateways = nodesOf(broker).filter((node) => node.available && servicesOf(node).includes("api"));
      const options = { timeout: answerWithinMs, retries: 0 };
      const answers = await Promise.allSettled(
        gateways.map(({ id }) => broker.call<RouteTimes[], object>("api.ownRoutes", {}, { ...options, nodeID: id })),
      );
      const routes = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
      return { items: slowestOf(routes), next_cursor: null };
    },
  },
};

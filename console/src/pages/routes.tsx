import { answer, api, type Models } from "../api.ts";
import { List } from "../list.tsx";

type Route = Models["RouteTimes"];

/** How long the requests of each route take. */
export function Routes() {
  return (
    <List<Route>
      label="Routes"
      depends={[]}
      everyMs={5_000}
      ask={() => answer(api.GET("/ops/v1/routes"))}
      keyOf={({ method, route }) => `${method} ${route}`}
      empty="No requests yet."
      columns={[
        ["Route", ({ method, route }) => `${method} ${route}`],
        ["p95", ({ p95_ms }) => `${p95_ms} ms`],
        ["p50", ({ p50_ms }) => `${p50_ms} ms`],
        ["Longest", ({ max_ms }) => `${max_ms} ms`],
        ["Requests", ({ requests }) => requests],
        ["Failed", ({ failed }) => failed],
      ]}
    />
  );
}

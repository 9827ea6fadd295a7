import { answer, api, type Models } from "../api.ts";
import { List } from "../list.tsx";
import { ago, State, When } from "../words.tsx";

type Replica = Models["Replica"];

/** The processes of the product, and whether their services answer. */
export function Processes() {
  return (
    <List<Replica>
      label="Processes"
      depends={[]}
      everyMs={3_000}
      ask={() => answer(api.GET("/ops/v1/replicas"))}
      keyOf={({ id }) => id}
      empty="No processes."
      columns={[
        ["Services", ({ services }) => services.map(({ name }) => name).join(", ")],
        ["State", (replica) => <Health of={replica} />],
        ["Host", ({ host }) => host],
        ["Process id", ({ pid }) => pid ?? "–"],
        ["Version", ({ version }) => version ?? "–"],
        ["Processor", ({ cpu }) => (cpu === null ? "–" : `${cpu} %`)],
        ["Started", ({ started_at }) => <When at={started_at} />],
      ]}
    />
  );
}

function Health({ of: { available, silent_since, replaced, services } }: { of: Replica }) {
  if (!available)
    return (
      <span>
        <State of={replaced ? "replaced" : "silent"} /> for {ago(silent_since)}
      </span>
    );
  const away = services.filter(({ state }) => state === "unavailable").map(({ name }) => name);
  if (away.length === 0) return <State of="ok" />;
  return (
    <span>
      <State of="unavailable" /> {services.length > 1 ? away.join(", ") : "no answer in 1.5 s"}
    </span>
  );
}

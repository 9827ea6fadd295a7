import { answer, api, type Models } from "../api.ts";
import { List } from "../list.tsx";
import { State, When } from "../words.tsx";

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
        ["Process", ({ host, pid }) => `${host} ${pid ?? ""}`],
        ["Version", ({ version }) => version ?? "–"],
        ["Processor", ({ cpu }) => (cpu === null ? "–" : `${cpu} %`)],
        ["Since", ({ started_at }) => <When at={started_at} />],
      ]}
    />
  );
}

function Health({ of: { available, services } }: { of: Replica }) {
  const silent = services.filter(({ state }) => state === "unavailable").map(({ name }) => name);
  if (!available) return <State of="unavailable" />;
  return silent.length === 0 ? (
    <State of="ok" />
  ) : (
    <>
      <State of="unavailable" /> {silent.join(", ")}
    </>
  );
}

import { Act } from "../act.tsx";
import { answer, api, type Models } from "../api.ts";
import { Filters, useFilters } from "../filters.tsx";
import { List } from "../list.tsx";
import { Name, State, When } from "../words.tsx";

type Delivery = Models["OperatedDelivery"];

/** Deliveries of webhooks. */
export function Deliveries() {
  const query = useFilters("store_id", "webhook_id", "state");
  return (
    <>
      <Filters
        filters={[
          { name: "state", label: "State", values: ["failed", "pending", "delivered"] },
          { name: "store_id", label: "Store" },
          { name: "webhook_id", label: "Webhook (with its store)" },
        ]}
      />
      <List<Delivery>
        label="Deliveries"
        depends={[query]}
        everyMs={5_000}
        ask={(cursor) => answer(api.GET("/ops/v1/webhook-deliveries", { params: { query: { ...query, cursor } } }))}
        keyOf={({ id }) => id}
        empty="No deliveries."
        columns={[
          ["Delivery", ({ id }) => `…${id.slice(-8)}`],
          ["Topic", ({ topic }) => <Name of={topic} />],
          ["State", ({ state }) => <State of={state} />],
          ["Attempts", ({ attempts }) => attempts],
          ["Answer", ({ last_status, last_error }) => <span className="clip">{last_error ?? last_status ?? "–"}</span>],
          ["Store", ({ store_id }) => store_id],
          ["Made", ({ created_at }) => <When at={created_at} />],
          ["Act", (delivery, reload) => <Resend of={delivery} onDone={reload} />],
        ]}
      />
    </>
  );
}

function Resend({ of: { id, store_id }, onDone }: { of: Delivery; onDone: () => void }) {
  const path = { store_id, delivery_id: id };
  const url = "/ops/v1/stores/{store_id}/webhook-deliveries/{delivery_id}/resend";
  return (
    <Act
      label="Resend"
      title="Resend the delivery"
      needsNote={false}
      act={(note) => answer(api.POST(url, { params: { path }, body: note ? { note } : {} }))}
      onDone={onDone}
    />
  );
}

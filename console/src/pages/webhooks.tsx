import { Act } from "../act.tsx";
import { answer, api, type Models } from "../api.ts";
import { Filters, useFilters } from "../filters.tsx";
import { List } from "../list.tsx";
import { State, When } from "../words.tsx";

type Webhook = Models["OperatedWebhook"];

/** Webhooks of all apps. */
export function Webhooks() {
  const query = useFilters("store_id", "status");
  return (
    <>
      <Filters
        filters={[
          { name: "status", label: "Status", values: ["enabled", "paused", "disabled"] },
          { name: "store_id", label: "Store" },
        ]}
      />
      <List<Webhook>
        label="Webhooks"
        depends={[query]}
        ask={(cursor) => answer(api.GET("/ops/v1/webhooks", { params: { query: { ...query, cursor } } }))}
        keyOf={({ id }) => id}
        empty="No webhooks."
        columns={[
          ["URL", ({ url }) => <span className="clip">{url}</span>],
          ["App", ({ client_id }) => client_id],
          ["Store", ({ store_id }) => store_id],
          ["Status", ({ status }) => <State of={status} />],
          ["Failing since", ({ failing_since }) => <When at={failing_since} />],
          [
            "Deliveries",
            ({ id, store_id }) => <a href={`#deliveries?store_id=${store_id}&webhook_id=${id}`}>Deliveries</a>,
          ],
          ["Act", (webhook, reload) => <Switch of={webhook} onDone={reload} />],
        ]}
      />
    </>
  );
}

const switches = {
  enabled: ["Pause", "/ops/v1/stores/{store_id}/webhooks/{webhook_id}/pause"],
  paused: ["Enable", "/ops/v1/stores/{store_id}/webhooks/{webhook_id}/enable"],
} as const;

function Switch({ of: { id, store_id, status }, onDone }: { of: Webhook; onDone: () => void }) {
  // One that its app has disabled is the app's to enable.
  if (status === "disabled") return null;
  const [label, url] = switches[status];
  const params = { path: { store_id, webhook_id: id } };
  return (
    <Act
      label={label}
      title={`${label} the webhook`}
      act={(note) => answer(api.POST(url, { params, body: { note } }))}
      onDone={onDone}
    />
  );
}

import { Look } from "../act.tsx";
import { answer, api, type Models } from "../api.ts";
import { Filters, useFilters } from "../filters.tsx";
import { List } from "../list.tsx";
import { Payload, When } from "../words.tsx";

type LoggedEvent = Models["LoggedEvent"];

/** The event log of all stores, as it grows. */
export function Events() {
  const query = useFilters("store_id", "name", "entity_id", "actor_id");
  return (
    <>
      <Filters
        filters={[
          { name: "name", label: "Name" },
          { name: "store_id", label: "Store" },
          { name: "entity_id", label: "Of what" },
          { name: "actor_id", label: "By whom" },
        ]}
      />
      <p>
        <a href="#events?name=operator.acted">Acts of operators</a>
      </p>
      <List<LoggedEvent>
        label="Events"
        depends={[query]}
        everyMs={2_000}
        ask={(cursor) => answer(api.GET("/ops/v1/events", { params: { query: { ...query, cursor } } }))}
        keyOf={({ id }) => id}
        empty="No events."
        columns={[
          [
            "Event",
            ({ name, id, before, after }) => (
              <Look label={name} title={`${name} ${id}`}>
                {() => <Payload of={{ before, after }} label="What changed" />}
              </Look>
            ),
          ],
          ["Of", ({ entity_type, entity_id }) => `${entity_type} ${entity_id}`],
          ["By", ({ actor_type, actor_id }) => `${actor_type} ${actor_id}`],
          ["What", ({ before, after }) => <span className="clip">{whatOf({ ...before, ...after })}</span>],
          ["Store", ({ store_id }) => store_id],
          ["When", ({ occurred_at }) => <When at={occurred_at} />],
        ]}
      />
    </>
  );
}

// An act with its note, or the names of the fields that changed.
function whatOf(change: Record<string, unknown>): string {
  const { act, note } = change;
  if (act !== undefined) return `${act}${note ? `: ${note}` : ""}`;
  return Object.keys(change).join(", ") || "–";
}

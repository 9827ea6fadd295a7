import { useState } from "react";
import { Act } from "../act.tsx";
import { answer, api, type Models } from "../api.ts";
import { Filters, useFilters } from "../filters.tsx";
import { List } from "../list.tsx";
import { State, When } from "../words.tsx";

type App = Models["OperatedApp"];
type Store = Models["OperatedStore"];

const scopes = ["read:customers", "write:customers", "write:webhooks"] as const;

/** Stores, apps and their keys. */
export function Apps() {
  const query = useFilters("store_id");
  const [turn, setTurn] = useState(0);
  return (
    <>
      <Filters filters={[{ name: "store_id", label: "Store" }]} />
      <h2>Apps</h2>
      <p className="buttons">
        <Act label="Create an app" title="Create an app" act={create} onDone={() => setTurn(turn + 1)}>
          <label>
            Name
            <input name="name" required maxLength={255} />
          </label>
          <label>
            Store ids, with commas between them
            <input name="stores" required pattern="\\d+(\\s*,\\s*\\d+)*" inputMode="numeric" />
          </label>
          <fieldset>
            <legend>Scopes</legend>
            {scopes.map((scope) => (
              <label key={scope} className="check">
                <input type="checkbox" name="scopes" value={scope} /> {scope}
              </label>
            ))}
          </fieldset>
        </Act>
      </p>
      <List<App>
        label="Apps"
        depends={[query, turn]}
        ask={() => answer(api.GET("/ops/v1/apps", { params: { query } }))}
        keyOf={({ client_id }) => client_id}
        empty="No apps."
        columns={[
          ["App", ({ name }) => name],
          ["Client id", ({ client_id }) => client_id],
          ["Stores", ({ store_ids }) => store_ids.join(", ")],
          ["Last used", ({ last_used_at }) => <When at={last_used_at} />],
          ["State", ({ revoked_at }) => <State of={revoked_at ? "revoked" : "ok"} />],
          ["Act", (app, reload) => (app.revoked_at ? null : <Keys of={app} onDone={reload} />)],
        ]}
      />
      <h2>Stores</h2>
      <List<Store>
        label="Stores"
        depends={[]}
        ask={() => answer(api.GET("/ops/v1/stores"))}
        keyOf={({ store_id }) => String(store_id)}
        empty="No stores."
        columns={[
          ["Store", ({ store_id }) => store_id],
          ["Name", ({ name }) => name],
          ["Domain", ({ domain_id }) => domain_id],
          ["Tenant", ({ tenant_id }) => tenant_id],
          ["Currency", ({ currency }) => currency],
          ["Time zone", ({ timezone }) => timezone],
        ]}
      />
    </>
  );
}

async function create(note: string, form: FormData): Promise<string> {
  const body = {
    name: String(form.get("name")),
    store_ids: String(form.get("stores")).split(",").map(Number),
    scopes: form.getAll("scopes") as (typeof scopes)[number][],
    note,
  };
  const { client_id, client_secret } = await answer(api.POST("/ops/v1/apps", { body }));
  return `${client_id}\n${client_secret}`;
}

function Keys({ of: { client_id, name }, onDone }: { of: App; onDone: () => void }) {
  const params = { path: { client_id } };
  const rotate = async (note: string) => {
    const url = "/ops/v1/apps/{client_id}/rotate-secret";
    return (await answer(api.POST(url, { params, body: { grace_hours: 24, note } }))).client_secret;
  };
  return (
    <span className="buttons">
      <Act
        label="Rotate"
        title={`Rotate the secret of ${name}: the one before is good for a day`}
        act={rotate}
        onDone={onDone}
      />
      <Act
        label="Revoke"
        title={`Revoke ${name}`}
        danger
        act={(note) => answer(api.POST("/ops/v1/apps/{client_id}/revoke", { params, body: { note } }))}
        onDone={onDone}
      />
    </span>
  );
}

import { Act, Look } from "../act.tsx";
import { ActOnAll } from "../act-on-all.tsx";
import { answer, api, type Models } from "../api.ts";
import { Filters, useFilters } from "../filters.tsx";
import { List } from "../list.tsx";
import { Show, useLoaded } from "../load.tsx";
import { Name, Payload, State, When } from "../words.tsx";

type Letter = Models["DeadLetter"];

/** Events that a consumer could not handle. */
export function DeadLetters() {
  const query = useFilters("service", "state", "consumer", "event_name");
  return (
    <>
      <Filters
        filters={[
          { name: "state", label: "State", values: ["waiting", "replaying", "replayed", "discarded"] },
          { name: "service", label: "Service" },
          { name: "consumer", label: "Consumer" },
          { name: "event_name", label: "Event" },
        ]}
      />
      <List<Letter>
        label="Dead letters"
        depends={[query]}
        everyMs={5_000}
        ask={(cursor) => answer(api.GET("/ops/v1/dead-letters", { params: { query: { ...query, cursor } } }))}
        keyOf={({ id }) => id}
        empty="No dead letters."
        above={(letters, reload) => (
          <ActOnAll
            verb="Replay"
            what="dead letters"
            items={letters.filter(({ state }) => state === "waiting")}
            keyOf={({ id }) => id}
            act={({ id }, note) => replay(id, note)}
            onDone={reload}
          />
        )}
        columns={[
          [
            "Dead letter",
            ({ id }, reload) => (
              <Look label={id} title={`Dead letter ${id}`} onClosed={reload}>
                {() => <Detail id={id} />}
              </Look>
            ),
          ],
          ["Event", ({ event_name }) => <Name of={event_name} />],
          ["Consumer", ({ consumer }) => <Name of={consumer} />],
          ["Error", ({ error }) => <span className="clip">{error}</span>],
          ["State", ({ state }) => <State of={state} />],
          ["Since", ({ created_at }) => <When at={created_at} />],
        ]}
      />
    </>
  );
}

const replay = (id: string, note: string) =>
  answer(api.POST("/ops/v1/dead-letters/{id}/replay", { params: { path: { id } }, body: note ? { note } : {} }));

function Detail({ id }: { id: string }) {
  const path = { id };
  // What was asked to be replayed is handled within seconds, or waits again with a new error.
  const letter = useLoaded(() => answer(api.GET("/ops/v1/dead-letters/{id}", { params: { path } })), [id], 2_000);
  return (
    <Show of={letter}>
      {(shown) => (
        <>
          <p>
            <State of={shown.state} /> {shown.event_name} after {shown.tries} tries of {shown.consumer},{" "}
            <a href={`#events?entity_id=${encodeURIComponent(id)}`}>acts on it</a>
          </p>
          {shown.state === "waiting" ? (
            <p className="buttons">
              <Act
                label="Replay"
                title={`Replay ${id}`}
                needsNote={false}
                act={(note) => replay(id, note)}
                onDone={letter.reload}
              />
              {shown.event ? (
                <Act
                  label="Edit and replay"
                  title={`Edit and replay ${id}`}
                  act={(note, form) => {
                    const data = JSON.parse(String(form.get("data")));
                    return answer(
                      api.POST("/ops/v1/dead-letters/{id}/edit", { params: { path }, body: { data, note } }),
                    );
                  }}
                  onDone={letter.reload}
                >
                  <label>
                    Data of the event (JSON)
                    <textarea
                      name="data"
                      rows={12}
                      spellCheck={false}
                      defaultValue={JSON.stringify(dataOf(shown.event), null, 2)}
                    />
                  </label>
                </Act>
              ) : null}
              <Act
                label="Discard"
                title={`Discard ${id}`}
                danger
                act={(note) =>
                  answer(api.POST("/ops/v1/dead-letters/{id}/discard", { params: { path }, body: { note } }))
                }
                onDone={letter.reload}
              />
            </p>
          ) : null}
          {shown.stack ? (
            <>
              <h3>Error</h3>
              <Payload of={shown.stack} label="Error" />
            </>
          ) : null}
          <h3>Event</h3>
          <Payload
            of={shown.event ?? (isOpen(shown) ? "It cannot be read." : "It is not kept any more.")}
            label="Event"
          />
        </>
      )}
    </Show>
  );
}

const isOpen = ({ state }: Pick<Letter, "state">) => state === "waiting" || state === "replaying";

const dataOf = (event: object): unknown => ("data" in event ? event.data : {});

import { answer, api } from "../api.ts";
import { Missing, Show, useLoaded } from "../load.tsx";
import { ago, lasting, Name, State } from "../words.tsx";

/** What each service has waiting, or what its processes do by themselves. */
export function Queues({ part }: { part: "queues" | "jobs" }) {
  const queues = useLoaded(() => answer(api.GET("/ops/v1/queues")), [], 3_000);
  return (
    <Show of={queues}>
      {({ data, unavailable }) => (
        <>
          <Missing services={unavailable} />
          {part === "queues" ? (
            <section className="scroll" aria-label="Outboxes">
              <table aria-label="Outboxes">
                <thead>
                  <tr>
                    <th scope="col">Service</th>
                    <th scope="col">To be published</th>
                    <th scope="col">Oldest</th>
                    <th scope="col">Dead letters</th>
                    <th scope="col">Consumers behind</th>
                  </tr>
                </thead>
                <tbody>
                  {data.map(({ service, outbox_waiting, outbox_oldest_at, dead_letters, consumers }) => (
                    <tr key={service}>
                      <td data-title="Service">{service}</td>
                      <td data-title="To be published">{outbox_waiting}</td>
                      <td data-title="Oldest">{ago(outbox_oldest_at)}</td>
                      <td data-title="Dead letters">
                        {dead_letters === 0 ? 0 : <a href={`#dead-letters?service=${service}`}>{dead_letters}</a>}
                      </td>
                      <td data-title="Consumers behind">
                        {consumers
                          .filter(({ waiting, in_progress }) => waiting + in_progress > 0)
                          .map(({ name, waiting, in_progress }) => `${name}: ${waiting} wait, ${in_progress} in work`)
                          .join(", ") || "–"}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          ) : (
            <section className="scroll" aria-label="Jobs">
              <table aria-label="Jobs">
                <thead>
                  <tr>
                    <th scope="col">Job</th>
                    <th scope="col">State</th>
                    <th scope="col">Runs</th>
                    <th scope="col">Next</th>
                  </tr>
                </thead>
                <tbody>
                  {data
                    .flatMap(({ jobs }) => jobs)
                    .sort((one, other) => Number(other.failing) - Number(one.failing))
                    .map(({ name, every_ms, when_due, running, failing, next_in_ms }) => (
                      <tr key={name}>
                        <td data-title="Job">
                          <Name of={name} />
                        </td>
                        <td data-title="State">
                          <State of={failing ? "failing" : running ? "running" : "ok"} />
                        </td>
                        <td data-title="Runs">
                          {when_due ? `when due, looked for every ${lasting(every_ms)}` : `every ${lasting(every_ms)}`}
                        </td>
                        <td data-title="Next">{next_in_ms === null ? "–" : `in ${lasting(next_in_ms)}`}</td>
                      </tr>
                    ))}
                </tbody>
              </table>
            </section>
          )}
        </>
      )}
    </Show>
  );
}

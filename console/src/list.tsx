import { type ReactNode, useState } from "react";
import { Missing, Show, useLoaded } from "./load.tsx";

/** A page of a list. */
export interface Page<Item> {
  data: Item[];
  pagination: { next_cursor: string | null };
  unavailable: string[];
}

interface Listing<Item> {
  label: string;
  /** Asks for the page behind a cursor. */
  ask(cursor: string | undefined): Promise<Page<Item>>;
  /** What the list depends on, beside its cursor. */
  depends: unknown[];
  everyMs?: number;
  columns: [title: string, cell: (item: Item, reload: () => void) => ReactNode][];
  keyOf(item: Item): string;
  empty: string;
  /** What stands above the rows of a page. */
  above?(items: Item[], reload: () => void): ReactNode;
}

/** A list as a table, a page at a time; other filters begin at the first page again. */
export function List<Item>(listing: Listing<Item>) {
  return <Pages key={JSON.stringify(listing.depends)} {...listing} />;
}

// A list that went on would take away what somebody looks at.
const isReading = () => document.querySelector("dialog[open]") !== null;

function Pages<Item>({ label, ask, everyMs, columns, keyOf, empty, above }: Listing<Item>) {
  const [behind, setBehind] = useState<string[]>([]);
  const cursor = behind.at(-1);
  const page = useLoaded(() => ask(cursor), [cursor], cursor === undefined ? everyMs : undefined, isReading);
  return (
    <Show of={page}>
      {({ data, pagination: { next_cursor }, unavailable }) => (
        <>
          <Missing services={unavailable} />
          {above?.(data, page.reload)}
          {data.length === 0 ? (
            <p className="empty">{empty}</p>
          ) : (
            <section className="scroll" aria-label={label}>
              <table aria-label={label}>
                <thead>
                  <tr>
                    {columns.map(([title]) => (
                      <th key={title} scope="col">
                        {title}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {data.map((item) => (
                    <tr key={keyOf(item)}>
                      {columns.map(([title, cell]) => (
                        <td key={title} data-title={title}>
                          {cell(item, page.reload)}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          )}
          <p className="pager">
            <button type="button" disabled={behind.length === 0} onClick={() => setBehind(behind.slice(0, -1))}>
              Newer
            </button>
            <button
              type="button"
              disabled={next_cursor === null}
              onClick={() => next_cursor && setBehind([...behind, next_cursor])}
            >
              Older
            </button>
            <button type="button" onClick={page.reload}>
              Refresh
            </button>
          </p>
        </>
      )}
    </Show>
  );
}

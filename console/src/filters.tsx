import { go, usePlace } from "./place.ts";

interface Filter {
  name: string;
  label: string;
  /** The values to choose from; without them it is a text. */
  values?: readonly string[];
}

/** The filters of a list, which are in the address. */
export function Filters({ filters }: { filters: Filter[] }) {
  const { page, query } = usePlace();
  const set = (name: string, value: string) => go(page, { ...query, [name]: value.trim() });
  return (
    <search>
      <form className="filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
        {filters.map(({ name, label, values }) => (
          <div key={name}>
            <label htmlFor={`filter-${name}`}>{label}</label>
            {values ? (
              <select
                id={`filter-${name}`}
                value={query[name] ?? ""}
                onChange={(event) => set(name, event.target.value)}
              >
                <option value="">All</option>
                {values.map((value) => (
                  <option key={value}>{value}</option>
                ))}
              </select>
            ) : (
              <input
                id={`filter-${name}`}
                key={query[name] ?? ""}
                defaultValue={query[name] ?? ""}
                onBlur={(event) => set(name, event.target.value)}
                onKeyDown={(event) => event.key === "Enter" && set(name, event.currentTarget.value)}
              />
            )}
          </div>
        ))}
      </form>
    </search>
  );
}

/** The filters of the address as a query of the API. */
export function useFilters<const Name extends string>(...names: Name[]): Partial<Record<Name, never>> {
  const { query } = usePlace();
  const given = names.flatMap((name) => (query[name] ? [[name, query[name]] as const] : []));
  return Object.fromEntries(given) as Record<Name, never>;
}

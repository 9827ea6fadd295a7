import { useSyncExternalStore } from "react";

// The page and its filters are in the address, so that it can be sent to somebody: `#runs?state=stuck`.

const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};
addEventListener("hashchange", tell);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The page that is open, and its filters. */
export function usePlace(): { page: string; query: Record<string, string> } {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  const [page = "", query = ""] = hash.slice(1).split("?");
  return { page, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** Opens a page with filters; those that are empty are left out. */
export function go(page: string, query: Record<string, string> = {}): void {
  const given = Object.entries(query).filter(([, value]) => value !== "");
  const text = new URLSearchParams(given).toString();
  location.hash = text ? `${page}?${text}` : page;
}

import type { Exchange } from "./exchange.ts";

interface Paged {
  pagination?: { page?: number; next_cursor?: string | null };
  next_cursor?: string | null;
}

/** Stage: names the pages around this one of a list (RFC 8288), as references relative to the request. */
export function links({ endpoint, request, answer }: Exchange): void {
  if (endpoint.method !== "GET" || answer?.status !== 200) return;
  const { pagination, next_cursor: next = pagination?.next_cursor } = (answer.body ?? {}) as Paged;
  if (next === undefined) return;
  const [path = "", search = ""] = request.originalUrl.split("?", 2);
  const to = (rel: string, changes: Record<string, string>) => `<${path}${queryOf(search, changes)}>; rel="${rel}"`;
  const { page } = pagination ?? {};
  const pages = [
    to("first", {}),
    ...(page !== undefined && page > 1 ? [to("prev", page > 2 ? { page: String(page - 1) } : {})] : []),
    ...(next ? [to("next", { cursor: next })] : []),
  ];
  answer.headers = { ...answer.headers, Link: pages.join(", ") };
}

// The other parameters stay, so that the next page is of the same list.
function queryOf(search: string, changes: Record<string, string>): string {
  const query = new URLSearchParams(search);
  query.delete("page");
  query.delete("cursor");
  for (const [name, value] of Object.entries(changes)) query.set(name, value);
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

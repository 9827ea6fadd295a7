import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { Writable } from "node:stream";
import type { Call, CustomerExportRow, CustomerFilter, Store } from "../../../contracts.ts";
import { isoTime, money } from "../../formats.ts";
import { beginText } from "../../http/coding.ts";
import { csvOf } from "./csv.ts";

/** The header line. */
const header = [
  "id",
  "tenant_id",
  "email",
  "registration_source",
  "enabled",
  "approved",
  "email_verified",
  "phone_verified",
  "group_id",
  "group_name",
  "last_active_on",
  "total_orders",
  "total_order_amount",
];

const lastActive = header.indexOf("last_active_on");
const amount = header.indexOf("total_order_amount");
// Small, so that a page is released before the garbage collector promotes it.
const pageSize = 200;

/** Streams the customers that match a filter as CSV, page after page, with backpressure; for HEAD only the headers. */
export async function streamCustomers(
  store: Store,
  filter: CustomerFilter,
  call: Call,
  response: ServerResponse,
): Promise<void> {
  const pull = (after?: number) =>
    call("customers.exportPage", { store_id: store.store_id, filter, limit: pageSize, ...(after ? { after } : {}) });
  const headers = {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": `attachment; filename="customers-${store.domain_id}.csv"`,
  };
  if (response.req.method === "HEAD") {
    beginText(response, headers).end();
    return;
  }
  let page = await pull();
  const out = beginText(response, headers);
  out.write(`${header.join(",")}\r\n`);
  while (!response.destroyed) {
    // The next page is fetched while this one is written, never more than one ahead.
    const next = page.next === null ? undefined : pull(page.next);
    next?.catch(() => undefined);
    if (!out.write(toCsv(page.rows, store))) await untilRead(out);
    if (!next) break;
    page = await next;
  }
  out.end();
}

/** Resolves when the buffer is drained or the connection is closed. */
export async function untilRead(out: Writable): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  await Promise.race([once(out, "drain", { signal }), once(out, "close", { signal })]).finally(() => waiting.abort());
}

function toCsv(rows: CustomerExportRow[], store: Store): string {
  for (const row of rows) {
    if (row[lastActive] !== null) row[lastActive] = isoTime(row[lastActive] as number);
    row[amount] = money(row[amount] as number, store);
  }
  return csvOf(rows);
}

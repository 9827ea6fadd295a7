import type { ServerResponse } from "node:http";
import type { ActionResult, RefusedRow } from "../../contracts.ts";
import { beginText } from "../http/coding.ts";
import { csvOf } from "../surfaces/merchant/csv.ts";
import { untilRead } from "../surfaces/merchant/customer-export.ts";
import { plainName, reportColumns } from "./columns.ts";

const own = (header: readonly string[]) =>
  header.flatMap((name, at) => (reportColumns.includes(plainName(name)) ? [] : [at]));

/** The first line of a report of refused rows: the file's own columns, then where and why. */
export const reportHeader = (header: readonly string[]): string =>
  csvOf([[...own(header).map((at) => header[at] ?? ""), ...reportColumns]]);

/** Refused rows as the file has them. A row that is malformed is written whole in the first column. */
export const reportRows = (header: readonly string[], rows: readonly RefusedRow[]): string =>
  csvOf(rows.map(({ line, message, cells }) => [...own(header).map((at) => cells[at] ?? ""), line, message]));

type Page = ActionResult<"customers.importRefusals">;

/** Streams the report of an import, page after page. */
export async function streamReport(response: ServerResponse, pull: (after: number) => Promise<Page>): Promise<void> {
  let page = await pull(0);
  const out = beginText(response, {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": 'attachment; filename="refused.csv"',
  });
  if (response.req.method !== "HEAD") out.write(reportHeader(page.header));
  while (!response.destroyed && response.req.method !== "HEAD") {
    if (!out.write(reportRows(page.header, page.rows))) await untilRead(out);
    if (page.next === null) break;
    page = await pull(page.next);
  }
  out.end();
}

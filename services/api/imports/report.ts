import type { RefusedRow } from "../../contracts.ts";
import { csvOf } from "../surfaces/merchant/csv.ts";
import { plainName, reportColumns } from "./columns.ts";

const own = (header: readonly string[]) =>
  header.flatMap((name, at) => (reportColumns.includes(plainName(name)) ? [] : [at]));

/** The first line of a report of refused rows: the file's own columns, then where and why. */
export const reportHeader = (header: readonly string[]): string =>
  csvOf([[...own(header).map((at) => header[at] ?? ""), ...reportColumns]]);

/** Refused rows as the file has them. A row that is malformed is written whole in the first column. */
export const reportRows = (header: readonly string[], rows: readonly RefusedRow[]): string =>
  csvOf(rows.map(({ line, message, cells }) => [...own(header).map((at) => cells[at] ?? ""), line, message]));

import Joi from "joi";
import { newId } from "../../../../mixins/values/ids.ts";
import { type ImportJob, importStatuses, type Store } from "../../../contracts.ts";
import { customEndpoint, type Endpoint, endpoint, type Request } from "../../endpoint.ts";
import { customerImport } from "../../imports/customers.ts";
import { encodings } from "../../imports/encodings.ts";
import type { ImportKind } from "../../imports/kind.ts";
import { productImport } from "../../imports/products.ts";
import { receiveImport } from "../../imports/receive.ts";
import { streamReport } from "../../imports/report.ts";
import type { CsvBody } from "../../uploads/csv-body.ts";
import { enumeration } from "../shared/enumerations.ts";
import { count, id, oneOf, textOrNull, time } from "../shared/fields.ts";
import { pathOf, readOf } from "../shared/requests.ts";
import { shape } from "../shared/shape.ts";
import { notFound } from "./common.ts";

interface ImportQuery {
  encoding?: (typeof encodings)[number];
  existing: "refuse" | "update";
}

const importStatus = enumeration("ImportStatus", importStatuses);
const example = "imp_01JK7MZ3Q4N8T2V6X0Y1A5B9CD";

const importJob = shape<ImportJob & { report_url: string | null }>("Import").with({
  id: id(example),
  status: oneOf(importStatus, "running", "`receiving` and `pending`, then `running`, then `completed` or `failed`."),
  rows: count(1_200, "Rows that were looked at so far."),
  created: count(1_180),
  updated: count(0),
  refused: count(20),
  report_url: textOrNull(`/merchant/api/v1/domains/dom_demo/customers/imports/${example}/refused`),
  created_at: time("2026-11-28T08:15:00.000Z"),
  updated_at: time("2026-11-28T08:15:04.000Z"),
});

const fileExamples = {
  customers: "email,first_name\r\nrahim@example.com,Rahim\r\n",
  products: "sku,name,price\r\nPASTA-ALFREDO,Alfredo Pasta,12.50\r\n",
};

const minutes = 60_000;

/** The endpoints by which rows of one kind are imported. */
function importsOf(
  of: "customers" | "products",
  service: "customers" | "catalog",
  kindOf: (store: Store) => ImportKind<unknown>,
): Endpoint[] {
  const tag = of === "customers" ? "Customers" : "Products";
  const one = { tag, path: `/${of}/imports/:import_id`, pathSchema: pathOf({ import_id: example }, 64) };
  const pathTo = (job: ImportJob, store: Store) =>
    `/merchant/api/v1/domains/${store.domain_id}/${of}/imports/${job.id}`;
  const shown = (job: ImportJob, { store }: { store: Store }) =>
    importJob.present({ ...job, report_url: job.refused > 0 ? `${pathTo(job, store)}/refused` : null }, store);

  const create = customEndpoint({
    id: `merchantImport${tag}`,
    method: "POST",
    path: `/${of}/import`,
    tag,
    summary: `Import ${of} from a CSV file`,
    description:
      "Takes this product's columns, Shopify's and WooCommerce's, divided by comma, semicolon or tab. Rows are imported in the background: follow `Location`. A row that is refused leaves the others.",
    status: 202,
    csv: true,
    bodyTypes: ["text/csv"],
    bodyExample: fileExamples[of],
    querySchema: Joi.object<ImportQuery>({
      encoding: Joi.string()
        .valid(...encodings)
        .description("Of a file without a byte order mark; else the charset of the media type, else UTF-8."),
      existing: Joi.string()
        .valid("refuse", "update")
        .default("refuse")
        .description("What happens to a row of what is there already."),
    }),
    deadlineMs: 10 * minutes,
    answerHeaders: { Location: "The path of the import." },
    answerSchema: importJob.schema,
    answerExample: { ...importJob.example, status: "pending" },
    errors: [],
    async run(request: Request<unknown, ImportQuery, CsvBody>) {
      const { store, query, idempotency_key } = request;
      const options = { encoding: query.encoding, update_existing: query.existing === "update" };
      const job = await receiveImport(request, service, kindOf(store), options, { key: newId("req"), idempotency_key });
      return { status: 202, headers: { Location: pathTo(job, store) }, body: shown(job, request) };
    },
  });

  const get = endpoint({
    ...one,
    id: `merchantGet${tag}Import`,
    method: "GET",
    summary: `Get an import of ${of}`,
    description: "How far it is. Imports are kept for seven days.",
    action: `${service}.getImport`,
    input: readOf,
    output: shown,
    answerSchema: importJob.schema,
    answerExample: importJob.example,
    errors: [notFound("import")],
  });

  const refused = customEndpoint({
    ...one,
    id: `merchantGet${tag}ImportRefused`,
    method: "GET",
    path: `${one.path}/refused`,
    summary: `Get the refused rows of an import of ${of}`,
    description: "As CSV, with the file's own columns and why each was refused: mend it, and import it again.",
    stream: ({ store, path, call }, response) =>
      streamReport(response, (after) =>
        call(`${service}.importRefusals`, { store_id: store.store_id, ...path, after, limit: 200 }),
      ),
    answerType: "text/csv",
    answerHeaders: { "Content-Disposition": "`attachment`, with a name for the file." },
    answerSchema: Joi.string(),
    answerExample: `${fileExamples[of].split("\r\n")[0]},import_line,import_error\r\n`,
    errors: [notFound("import")],
  });
  return [create, get, refused];
}

/** Merchant: imports of customers and products (contract §2, §3). */
export const imports = [
  ...importsOf("customers", "customers", () => customerImport),
  ...importsOf("products", "catalog", productImport),
];

import { expect } from "chai";
import pino from "pino";
import { type RequestFields, RequestLine } from "../../../../../services/api/http/request-line.ts";

const service = { nodeID: "shop-1", ns: "seller-orchestra", mod: "api", svc: "api" };
const answered: RequestFields = {
  request_id: "req_01",
  trace_id: undefined,
  method: "GET",
  route: "/api/apps/v1/customers/:id",
  status: 200,
  duration_ms: 4.2,
  aborted: undefined,
  surface: "apps",
  store_id: 22,
  actor: "app",
};

describe("the line of a request is the one that pino writes", () => {
  const ofPino = (fields: RequestFields): string => {
    const written: string[] = [];
    const stream = { write: (line: string) => void written.push(line) };
    const log = pino({ base: null, timestamp: () => ',"time":1795889637337' }, stream).child(service);
    log.info(fields, "request");
    return written.join("");
  };
  const ours = (fields: RequestFields): string =>
    new RequestLine(fields, 337.2, JSON.stringify(service).slice(1, -1)).text(1_795_889_637_000);

  const requests: [of: string, fields: Partial<RequestFields>][] = [
    ["that was answered", {}],
    ["that is traced", { trace_id: "0af7651916cd43dd8448eb211c80319c" }],
    ["whose client left before it was answered", { status: null, aborted: true }],
    ["without a store", { store_id: undefined }],
    ["without a route", { route: null, surface: undefined, store_id: undefined, actor: undefined, status: 404 }],
    ["without an id", { request_id: undefined }],
    ["of whole milliseconds", { duration_ms: 12 }],
  ];
  for (const [of, fields] of requests) {
    it(`for a request ${of}`, () => {
      expect(ours({ ...answered, ...fields })).to.equal(ofPino({ ...answered, ...fields }));
    });
  }
});

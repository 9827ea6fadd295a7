import type { Service } from "moleculer";
import { env } from "../../../config/env.ts";
import { jsonLog, type LateLine } from "../../../config/log-destination.ts";

/** What the log says of a request. Its texts are names of ours, methods and ids: none of them has to be escaped. */
export interface RequestFields {
  request_id: string | undefined;
  trace_id: string | undefined;
  method: string | undefined;
  route: string | null;
  status: number | null;
  duration_ms: number;
  aborted: true | undefined;
  surface: string | undefined;
  store_id: number | undefined;
  actor: string | undefined;
}

/** Logs a request that ended at a time of `performance.now()`: at `debug` where it is quiet. */
export type RequestLog = (fields: RequestFields, ended: number, isQuiet: boolean) => void;

/** The log of a gateway's requests. */
export function requestLogOf({ broker, name, logger }: Pick<Service, "broker" | "name" | "logger">): RequestLog {
  const json = jsonLog();
  // As the framework names a service in its lines.
  const named = JSON.stringify({ nodeID: broker.nodeID, ns: broker.namespace, mod: name, svc: name }).slice(1, -1);
  const isOn = ["info", "debug", "trace"].includes(env.LOG_LEVEL);
  return (fields, ended, isQuiet) => {
    if (isQuiet) logger.debug(fields, "request");
    else if (!json) logger.info(fields, "request");
    else if (isOn) json.add(new RequestLine(fields, ended, named));
  };
}

/**
 * The line of a request, as pino would write it: pino, which has to find out what each field is, takes more than twice as
 * long.
 */
export class RequestLine implements LateLine {
  readonly #fields: RequestFields;
  readonly #ended: number;
  readonly #named: string;

  /** Of a request that ended at a time of `performance.now()`, and members of JSON that name the service. */
  constructor(fields: RequestFields, ended: number, named: string) {
    this.#fields = fields;
    this.#ended = ended;
    this.#named = named;
  }

  text(epoch: number): string {
    const { request_id, trace_id, method, route, status, duration_ms, aborted, surface, store_id, actor } =
      this.#fields;
    let line = `{"level":30,"time":${Math.round(epoch + this.#ended)},${this.#named}`;
    if (request_id !== undefined) line += `,"request_id":"${request_id}"`;
    if (trace_id !== undefined) line += `,"trace_id":"${trace_id}"`;
    line += `,"method":"${method}","route":${route === null ? "null" : `"${route}"`},"status":${status}`;
    line += `,"duration_ms":${duration_ms}`;
    if (aborted) line += ',"aborted":true';
    if (surface) line += `,"surface":"${surface}"`;
    if (store_id !== undefined) line += `,"store_id":${store_id}`;
    if (actor !== undefined) line += `,"actor":"${actor}"`;
    return `${line},"msg":"request"}\n`;
  }
}

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** A span as a collector gets it, its attributes as one object. */
export interface TakenSpan {
  service: unknown;
  trace: string;
  id: string;
  parent: string | undefined;
  name: string;
  kind: number;
  status: number;
  attributes: Record<string, unknown>;
}

interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status: { code?: number };
  attributes: Attribute[];
}
interface Attribute {
  key: string;
  value: Record<string, unknown>;
}
interface Export {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: OtlpSpan[] }[] }[];
}

/** A collector of traces (OTLP over HTTP, JSON) that keeps what it takes. A hanging one never answers. */
export async function startCollector({ hangs = false, status = 200 } = {}) {
  const spans: TakenSpan[] = [];
  const paths: string[] = [];
  const server = createServer(async (request, response) => {
    paths.push(`${request.method} ${request.url}`);
    const body = (await json(request).catch(() => ({ resourceSpans: [] }))) as Export;
    spans.push(...spansOf(body));
    if (!hangs) response.writeHead(status, { "Content-Type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    paths,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Collector = Awaited<ReturnType<typeof startCollector>>;

function spansOf({ resourceSpans }: Export): TakenSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map((span) => ({
        service: valuesOf(resource.attributes)["service.name"],
        trace: span.traceId,
        id: span.spanId,
        parent: span.parentSpanId || undefined,
        name: span.name,
        kind: span.kind,
        status: span.status.code ?? 0,
        attributes: valuesOf(span.attributes),
      })),
  );
}

const valuesOf = (attributes: Attribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

import { type Attributes, type HrTime, ValueType } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  type CollectionResult,
  DataPointType,
  type HistogramMetricData,
  type MetricProducer,
} from "@opentelemetry/sdk-metrics";

interface Series {
  attributes: Attributes;
  counts: number[];
  sum: number;
}

/**
 * The histogram of requests by route. It is counted here and not by an instrument of the SDK, which sorts and prints the
 * attributes of each measurement: that took longer than all else that is recorded of a request.
 */
export class RequestTimes implements MetricProducer {
  readonly #all: Series[] = [];
  readonly #byRoute = new Map<string, Series[]>();
  // As OpenTelemetry marks it.
  #summedUp: Series | undefined;
  readonly #boundaries: number[];
  readonly #most: number;
  readonly #since = now();

  /** Series past so many are summed up. */
  constructor(boundaries: number[], most: number) {
    this.#boundaries = boundaries;
    this.#most = most;
  }

  record(route: string, method: string, status: number, seconds: number): void {
    const series = this.#seriesOf(route, method, status);
    let bucket = 0;
    for (const boundary of this.#boundaries) if (seconds > boundary) bucket += 1;
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.sum += seconds;
  }

  #seriesOf(route: string, method: string, status: number): Series {
    const ofRoute = this.#byRoute.get(route);
    for (const series of ofRoute ?? [])
      if (series.attributes.status === status && series.attributes.method === method) return series;
    if (this.#all.length >= this.#most - 1) return this.#rest();
    const series = this.#begin({ route, method, status });
    if (ofRoute) ofRoute.push(series);
    else this.#byRoute.set(route, [series]);
    return series;
  }

  #rest(): Series {
    this.#summedUp ??= this.#begin({ "otel.metric.overflow": true });
    return this.#summedUp;
  }

  #begin(attributes: Attributes): Series {
    const series = { attributes, counts: Array<number>(this.#boundaries.length + 1).fill(0), sum: 0 };
    this.#all.push(series);
    return series;
  }

  /** What was recorded, for the exporter. */
  async collect(): Promise<CollectionResult> {
    const metrics = this.#all.length > 0 ? [this.#data()] : [];
    const scopeMetrics = [{ scope: { name: "seller-orchestra" }, metrics }];
    return { resourceMetrics: { resource: resourceFromAttributes({}), scopeMetrics }, errors: [] };
  }

  #data(): HistogramMetricData {
    const endTime = now();
    const dataPoints = this.#all.map(({ attributes, counts, sum }) => {
      const count = counts.reduce((total, each) => total + each, 0);
      const buckets = { boundaries: this.#boundaries, counts: [...counts] };
      return { attributes, startTime: this.#since, endTime, value: { buckets, sum, count } };
    });
    return {
      descriptor: {
        name: "http_server_request_duration_seconds",
        description: "Duration of HTTP requests by route.",
        unit: "s",
        valueType: ValueType.DOUBLE,
      },
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints,
    };
  }
}

function now(): HrTime {
  const ms = Date.now();
  return [Math.floor(ms / 1_000), (ms % 1_000) * 1e6];
}

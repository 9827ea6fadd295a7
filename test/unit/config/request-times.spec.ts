import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { expect } from "chai";
import { RequestTimes } from "../../../config/request-times.ts";

describe("the histogram of requests", () => {
  const page = async (times: RequestTimes): Promise<string[]> => {
    const { resourceMetrics } = await times.collect();
    const text = new PrometheusSerializer("", false, undefined, true, true).serialize(resourceMetrics);
    return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  };
  const of = (labels: string, ...values: [kind: string, le: string, value: number][]) =>
    values.map(([kind, le, value]) => `http_server_request_duration_seconds${kind}{${labels}${le}} ${value}`);

  it("counts a duration in each bucket that it fits, at its upper bound too", async () => {
    const times = new RequestTimes([0.1, 0.5], 30);
    for (const seconds of [0.05, 0.1, 0.3, 2]) times.record("/a", "GET", 200, seconds);
    const labels = 'route="/a",method="GET",status="200"';
    expect(await page(times)).to.have.members(
      of(
        labels,
        ["_count", "", 4],
        ["_sum", "", 2.45],
        ["_bucket", ',le="0.1"', 2],
        ["_bucket", ',le="0.5"', 3],
        ["_bucket", ',le="+Inf"', 4],
      ),
    );
  });

  it("keeps apart routes, methods and statuses, and sums up what is past its bound", async () => {
    const times = new RequestTimes([1], 3);
    times.record("/a", "GET", 200, 0.5);
    times.record("/a", "GET", 500, 0.5);
    times.record("/a", "POST", 200, 0.5);
    times.record("/b", "GET", 200, 0.5);
    times.record("/a", "GET", 200, 0.5);
    const counts = (await page(times)).filter((line) => line.includes("_count"));
    expect(counts).to.deep.equal([
      ...of('route="/a",method="GET",status="200"', ["_count", "", 2]),
      ...of('route="/a",method="GET",status="500"', ["_count", "", 1]),
      ...of('otel_metric_overflow="true"', ["_count", "", 2]),
    ]);
  });

  it("is not there before the first request", async () => {
    expect(await page(new RequestTimes([1], 3))).to.deep.equal([]);
  });
});

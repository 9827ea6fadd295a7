import { monitorEventLoopDelay } from "node:perf_hooks";
import { meter } from "./metrics.ts";

// A timer that ticks so often: every tick wakes a process that has nothing to do.
const tickMs = 100;
const delay = monitorEventLoopDelay({ resolution: tickMs });
delay.enable();

const gauge = (name: string, unit: string, description: string, read: () => number) =>
  meter.createObservableGauge(name, { unit, description }).addCallback((observed) => observed.observe(read()));

gauge("process_start_time_seconds", "s", "When the process started, in seconds since 1970.", () =>
  Math.round(Date.now() / 1_000 - process.uptime()),
);
gauge("process_resident_memory_bytes", "By", "Resident memory.", () => process.memoryUsage.rss());
gauge("nodejs_heap_used_bytes", "By", "Used heap of JavaScript.", () => process.memoryUsage().heapUsed);
gauge(
  "nodejs_eventloop_delay_p99_seconds",
  "s",
  "How late timers were, at the 99th percentile since the last scrape.",
  () => {
    // What is recorded is the time between two ticks.
    const between = delay.percentile(99) / 1e9;
    delay.reset();
    return Number.isFinite(between) ? Math.max(0, between - tickMs / 1e3) : 0;
  },
);
meter
  .createObservableCounter("process_cpu_seconds", { unit: "s", description: "Processor time by mode." })
  .addCallback((observed) => {
    const { user, system } = process.cpuUsage();
    observed.observe(user / 1e6, { mode: "user" });
    observed.observe(system / 1e6, { mode: "system" });
  });

import { env } from "../../config/env.ts";
import { InProcessBus } from "./bus.in-process.ts";
import { JetStreamBus } from "./bus.jetstream.ts";
import type { Bus } from "./bus.ts";

/** The kind of bus: JetStream when `NATS_URL` is set, else in-process. */
export const busKind: "jetstream" | "in-process" = env.NATS_URL ? "jetstream" : "in-process";

/** The bus of this process. */
export const bus: Bus = busKind === "jetstream" ? new JetStreamBus() : new InProcessBus();

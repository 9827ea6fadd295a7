import { type Bus, InProcessBus } from "@seller-orchestra/durable";
import { env } from "../../config/env.ts";
import type { DomainEvent } from "../../services/contracts.ts";
import { JetStreamBus } from "./bus.jetstream.ts";
import { observeLag } from "./consumer-lag.ts";

/** The kind of bus: JetStream when `NATS_URL` is set, else in-process. */
export const busKind: "jetstream" | "in-process" = env.NATS_URL ? "jetstream" : "in-process";

/** The bus of this process. */
export const bus: Bus<DomainEvent> = busKind === "jetstream" ? new JetStreamBus() : new InProcessBus();

if (busKind === "jetstream") observeLag();

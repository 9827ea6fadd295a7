import Joi from "joi";
import { url } from "./env-values.ts";

const decisions = ["always_on", "always_off", "traceidratio"] as const;

/** By OpenTelemetry's names. Every trace begins here, so that none has a parent to obey. */
type Sampler = (typeof decisions)[number] | `parentbased_${(typeof decisions)[number]}`;

const samplers: Sampler[] = decisions.flatMap((name) => [name, `parentbased_${name}` as const]);

/** The variables of traces. */
export interface TracingEnv {
  /** The collector of traces (OTLP over HTTP, JSON), without `/v1/traces`; unset means no traces. */
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  /** The name of this process in traces. */
  OTEL_SERVICE_NAME?: string;
  /** Which requests are traced; `traceidratio` means a share of them. */
  OTEL_TRACES_SAMPLER: Sampler;
  /** That share, from 0 to 1. */
  OTEL_TRACES_SAMPLER_ARG: number;
}

/** What each of them may be. */
export const tracingKeys = {
  OTEL_EXPORTER_OTLP_ENDPOINT: url("http", "https"),
  OTEL_SERVICE_NAME: Joi.string(),
  OTEL_TRACES_SAMPLER: Joi.valid(...samplers).default("parentbased_always_on"),
  OTEL_TRACES_SAMPLER_ARG: Joi.number().min(0).max(1).default(1),
};

import { action } from "../../../../mixins/actions/action.ts";
import { atHome } from "../../../../mixins/shards/across.ts";
import { operatedServices } from "../../../contracts.ts";
import { opsParams } from "../../schemas/ops.ts";
import { answerWithin, fromAll } from "./gather.ts";

/** What each service has waiting; those that do not answer in time are named. */
export const listQueues = action(
  "orchestra.listQueues",
  opsParams.listQueues,
  async (_nothing, { call }) => {
    const answers = await fromAll(call, (service) => call(`${service}.serviceState`, {}, answerWithin));
    const items = answers.flatMap(([, state]) => state ?? []);
    const answered = items.map(({ service }) => service);
    return { items, next_cursor: null, unavailable: operatedServices.filter((service) => !answered.includes(service)) };
  },
  atHome,
);

import Joi from "joi";

const id = Joi.string().max(255);
const time = Joi.number().integer();

/** What each action of the event log takes. */
export const params = {
  search: Joi.object({
    store_id: Joi.number().integer().required(),
    filter: Joi.object({ entity_type: id, entity_id: id, actor_id: id, from: time, until: time }).required(),
    page: Joi.number().integer().min(1),
    cursor: Joi.string().max(1_000),
    limit: Joi.number().integer().min(1).max(1_000).required(),
  }),
};

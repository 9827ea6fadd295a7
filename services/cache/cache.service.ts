import { closeRedis, connectRedis } from "../../config/redis.ts";
import { plainService } from "../../mixins/plain-service.ts";
import { get, remove, set } from "./actions/entries.ts";

/** A cache of values that are expensive to compute. It never replaces a value by an older version. */
export default plainService({
  name: "cache",
  actions: [get, set, remove],
  start: connectRedis,
  stop: closeRedis,
});

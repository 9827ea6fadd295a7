import { closeRedis, connectRedis } from "../../config/redis.ts";
import { plainService } from "../../mixins/plain-service.ts";
import { get } from "./actions/get.ts";
import { remove } from "./actions/remove.ts";
import { set } from "./actions/set.ts";

/** Values that are dear to make, kept for a while, and never older than what was known of them. */
export default plainService({
  name: "cache",
  actions: [get, set, remove],
  start: connectRedis,
  stop: closeRedis,
});

import { coreService } from "../../mixins/core-service.ts";
import { begin } from "./actions/begin.ts";
import { attach, detach } from "./actions/change.ts";
import { find, profileImage } from "./actions/get.ts";
import { forgetCustomer } from "./media.events.ts";
import { picturesTables } from "./migrations/0001-pictures.ts";
import { removalTries } from "./migrations/0002-removal-tries.ts";
import { removeFiles } from "./workers/remove-files.ts";

/** Customers' pictures: which file is whose. The gateway transfers the bytes to and from the storage itself. */
export default coreService({
  name: "media",
  migrations: [picturesTables, removalTries],
  actions: [profileImage, begin, attach, detach, find],
  subscriptions: [forgetCustomer],
  workers: removeFiles,
});

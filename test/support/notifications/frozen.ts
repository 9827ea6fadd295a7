import { Database } from "../../../mixins/db/database.ts";
import type { Couriers } from "../../../services/notifications/couriers/index.ts";
import { queue } from "../../../services/notifications/store/queue.ts";
import { attempts } from "../../../services/notifications/workers/deliver.ts";

// A worker that claims all due messages and is frozen before it sends them: it tells which it sends.
const db = new Database("notifications");
const say = (word: string) => process.stdout.write(`${word}\n`);
const courier = { deliver: async ({ recipient }: { recipient: string }) => void say(`sent to ${recipient}`) };
const couriers: Couriers = { email: courier, sms: courier, whatsapp: courier };
const claimed = await queue.claim(db, 60_000, { limit: 50 });
say(`claimed ${claimed.length}`);
process.kill(process.pid, "SIGSTOP");
await new Promise((resolve) => setTimeout(resolve, 100));
await Promise.all(claimed.map(attempts(db, couriers, { warn: () => undefined })));
say("through");
process.exit(0);

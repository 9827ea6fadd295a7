import { Database } from "../../../mixins/db/database.ts";
import { expirePoints } from "../../../services/loyalty/workers/expire-points.ts";

// A process that expires due points, one account at a time, to be killed by a test. It prints a line when it looks for
// due accounts, and exits with its parent process.
process.stdin.on("end", () => process.exit(0)).resume();
const db = new Database("loyalty");
for (let looked = false; ; looked = true) {
  const done = await expirePoints(db, 1);
  if (!looked) process.stdout.write("looking\n");
  if (done === 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

import { Database } from "../../../mixins/db/database.ts";
import { expirePoints } from "../../../services/loyalty/sweeper.ts";

// One process that lets points go, an account at a time, to be killed. It says when it looks for them, and ends with the
// process that started it.
process.stdin.on("end", () => process.exit(0)).resume();
const db = new Database("loyalty");
for (let looked = false; ; looked = true) {
  const done = await expirePoints(db, 1);
  if (!looked) process.stdout.write("looking\n");
  if (done === 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

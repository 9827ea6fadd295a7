import { tryDatabase } from "../../../config/database.ts";
import { sentenceOf } from "../../../config/engine-problems.ts";

// Prints what DATABASE_URL says to each of some attempts to connect, one after another.
for (let attempt = 0; attempt < 3; attempt++) console.log(await tryDatabase().then(() => "serves", sentenceOf));
process.exit();

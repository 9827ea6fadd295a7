import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./cluster/plan.ts";
import { answersOf } from "./readme/run.ts";
import { withAnswers } from "./readme/samples.ts";

// `npm run readme` runs the commands of README.md against a product of its own and writes what they answer below them. It
// needs bash and curl.
const path = join(projectRoot, "README.md");
const readme = readFileSync(path, "utf8");
writeFileSync(path, withAnswers(readme, await answersOf(readme)));

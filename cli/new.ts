import { execFileSync } from "node:child_process";
import { projectRoot } from "./cluster/plan.ts";
import { newAction } from "./new/action.ts";
import { newEndpoint } from "./new/endpoint.ts";
import { newService } from "./new/service.ts";
import { Sources } from "./new/sources.ts";

const usage = `npm run new -- action catalog.openingHours
npm run new -- endpoint merchant/locations/opening-hours catalog.openingHours
npm run new -- service giftcards`;

try {
  generate(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

// Nothing is written until all changes are made in memory.
function generate([kind, ...names]: string[]): void {
  const [name = "", other = ""] = names;
  const sources = new Sources(projectRoot);
  if (kind === "action" && names.length === 1) newAction(sources, name);
  else if (kind === "endpoint" && names.length === 2) newEndpoint(sources, name, other);
  else if (kind === "service" && names.length === 1) newService(sources, name);
  else throw new Error(`Say what to make:\n${usage}`);
  const files = sources.write();
  run("node_modules/.bin/biome", "check", "--write", ...files.filter((file) => file.endsWith(".ts")));
  if (kind === "endpoint") run("npm", "run", "--silent", "openapi");
  console.log(`${files.join("\n")}\n\nTry: npm test -- ${files.filter((file) => file.endsWith(".spec.ts")).join(" ")}`);
}

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { cwd: projectRoot, stdio: ["ignore", "ignore", "inherit"] });
}

import { spawnSync } from "node:child_process";
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { projectRoot } from "../../cli/cluster/plan.ts";
import { ProjectCopy } from "../support/project-copy.ts";

describe("npm run new", function () {
  this.timeout(300_000);
  let project: ProjectCopy;
  let root: string;

  const run = (program: string, ...args: string[]) =>
    spawnSync(program, args, { cwd: root, encoding: "utf8", env: { ...project.env, TEST_LANES: "1" } });
  /** Files that it names: those that were added or changed. */
  const make = (...args: string[]): string[] => {
    const { status, stdout, stderr } = run(process.execPath, "cli/new.ts", ...args);
    expect(stderr).to.equal("");
    expect(status).to.equal(0);
    return (stdout.split("\n\n")[0] ?? "").split("\n");
  };
  const passes = (program: string, ...args: string[]) => {
    const { status, stdout, stderr } = run(program, ...args);
    expect(status, `${stdout}${stderr}`).to.equal(0);
    return stdout;
  };

  const made: string[] = [];
  before(() => {
    project = new ProjectCopy();
    root = project.root;
    // The documents are made for the endpoint that comes last; each time, they would be made of all.
    project.edit("package.json", '"openapi": "', '"openapi": "true || ');
    made.push(
      ...make("action", "reviews.mostRead"),
      ...make("endpoint", "merchant/locations/opening-hours", "catalog.openingHours"),
      ...make("endpoint", "apps/customers/birthdays", "customers.birthdays"),
    );
    project.edit("package.json", "true || ", "");
    made.push(
      ...make("endpoint", "storefront/profile/opt-ins", "notifications.optIns"),
      ...make("service", "giftcards"),
    );
  });

  it("makes an endpoint with its action in five files and a test", () => {
    const files = make("endpoint", "merchant/inventory/shelves", "inventory.shelves");
    expect(files).to.deep.equal([
      "services/inventory/actions/shelves.ts",
      "services/inventory/inventory.schema.ts",
      "services/contracts/inventory-actions.ts",
      "services/inventory/inventory.service.ts",
      "services/api/surfaces/merchant/inventory.ts",
      "test/integration/merchant/shelves.spec.ts",
    ]);
  });

  it("makes what the worked example in CONTRIBUTING.md shows", () => {
    const text = readFileSync(join(projectRoot, "CONTRIBUTING.md"), "utf8");
    const action = "services/catalog/actions/opening-hours.ts";
    const example = made.slice(made.indexOf(action), made.indexOf(action) + 6);
    const listed = Array.from(
      text.matchAll(/^\| `((?:services|test\/integration)\/\S+\.ts)` \|/gm),
      ([, file]) => file,
    );
    expect(listed).to.deep.equal(example);
    expect(text).to.contain(`\`\`\`ts\n${readFileSync(join(root, action), "utf8")}\`\`\``);
  });

  it("makes what passes lint and types", () => {
    passes("node_modules/.bin/biome", "check", ".");
    passes("node_modules/.bin/tsc", "--noEmit");
  });

  it("keeps the documents up to date", () => {
    passes(process.execPath, "cli/openapi.ts", "--check");
    passes(process.execPath, "cli/events.ts", "--check");
    expect(readFileSync(join(root, "docs/openapi/merchant.json"), "utf8")).to.contain('"merchantOpeningHours"');
  });

  it("makes tests that run and pass", () => {
    const specs = made.filter((file) => file.endsWith(".spec.ts"));
    expect(specs).to.have.length(5);
    const ran = passes(process.execPath, "test/run.ts", "unit", "embedded", ...specs);
    expect(ran).to.match(/\n7 passed, 0 failed/);
  });

  it("makes what the contract tests of the architecture, the documents and the Compose file take", () => {
    passes(
      process.execPath,
      "test/run.ts",
      "test/contract/architecture.spec.ts",
      "test/contract/openapi.spec.ts",
      "test/unit/cli/compose.spec.ts",
    );
  });

  it("writes nothing when a part of it is there already, or does not fit", () => {
    const state = () =>
      globSync("{services,test,docs}/**", { cwd: root }).map((file) => [file, statSync(join(root, file)).mtimeMs]);
    const before = state();
    for (const [args, words] of [
      [["action", "customers.get"], "already"],
      [["action", "nowhere.get"], "There is no services/nowhere"],
      [["action", "api.hello"], "no service with a database"],
      [["action", "Customers"], "no name of an action"],
      [["endpoint", "merchant/nowhere/hello", "customers.hello"], "There is no services/api"],
      [["endpoint", "nowhere/customers/hello", "customers.hello"], "is no place"],
      [["service", "gift-cards"], "small letters"],
      [["service", "customers"], "already"],
      [["story"], "Say what to make"],
    ] as const) {
      const { status, stderr } = run(process.execPath, "cli/new.ts", ...args);
      expect(status, args.join(" ")).to.equal(1);
      expect(stderr).to.contain(words);
    }
    expect(state()).to.deep.equal(before);
  });
});

import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { surfaces } from "../../services/api/surfaces/index.ts";
import { installTimeout, type Tools, toolsOf } from "../support/tools.ts";

const run = promisify(execFile);
const names = ["openapi", "merchant", "apps", "storefront", "commerce"];
const documents = names.map((name) => `docs/openapi/${name}.json`);

// No tool may need anything from outside: what would ask for it is led nowhere.
const nowhere = "http://127.0.0.1:9";
const env = {
  ...process.env,
  HTTP_PROXY: nowhere,
  HTTPS_PROXY: nowhere,
  REDOCLY_TELEMETRY: "off",
  REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
};

let tools: Tools;
const tool = async (name: string, args: string[]) =>
  (await run(process.execPath, [tools.command(name), ...args], { env, maxBuffer: 64 * 1024 * 1024 })).stdout;

describe("the OpenAPI documents, to tools of others", function () {
  // Beside everything else on a small machine each of them takes its time.
  this.timeout(240_000);
  let folder: string;
  before(async function () {
    this.timeout(installTimeout);
    tools = await toolsOf("openapi");
    folder = await mkdtemp(join(tmpdir(), "seller-orchestra-clients-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("have no errors and no warnings by Redocly's recommended rules", async () => {
    const said = await tool("redocly", ["lint", ...documents, "--format", "json"]);
    const reports = said.split(/(?<=^\})(?=\{)/m).map((report) => JSON.parse(report));
    expect(reports.flatMap(({ problems }) => problems)).to.deep.equal([]);
    expect(reports.map(({ totals }) => totals.errors + totals.warnings)).to.deep.equal(names.map(() => 0));
  });

  it("have no errors, warnings or hints by Spectral's rules for OpenAPI", async () => {
    const said = await tool("spectral", ["lint", ...documents, "--fail-severity", "hint"]).catch(
      ({ stdout }) => stdout,
    );
    expect(said.trim()).to.equal("No results with a severity of 'hint' or higher found!");
  });

  it("become clients of openapi-typescript, hey-api and orval without an error of the compiler", async () => {
    await Promise.all(names.map((name) => generateTypes(name, folder)));
    await generateHeyApi(folder);
    await generateOrval(folder);
    await compile(folder);
  });

  it("become fewer than 250 models of orval for a hundred operations", async () => {
    const models = await readdir(join(folder, "orval", "model"));
    const operations = surfaces.reduce((sum, { endpoints }) => sum + endpoints.length, 0);
    expect(models.length).to.be.within(50, operations * 2.5);
    expect(models).to.include.members(["money.ts", "orderStatus.ts", "pagination.ts"]);
  });
});

const generateTypes = (name: string, folder: string) =>
  tool("openapi-typescript", [`docs/openapi/${name}.json`, "-o", join(folder, `${name}.d.ts`)]);

const generateHeyApi = (folder: string) =>
  tool("openapi-ts", ["-i", "docs/openapi/openapi.json", "-o", join(folder, "hey")]);

async function generateOrval(folder: string): Promise<void> {
  const output = { target: join(folder, "orval", "api.ts"), schemas: join(folder, "orval", "model"), client: "fetch" };
  const config = { api: { input: resolve("docs/openapi/openapi.json"), output: { ...output, mode: "split" } } };
  await writeFile(join(folder, "orval.config.mjs"), `export default ${JSON.stringify(config)};`);
  await tool("orval", ["--config", join(folder, "orval.config.mjs")]);
}

async function compile(folder: string): Promise<void> {
  const compilerOptions = {
    target: "es2024",
    lib: ["es2024", "dom", "dom.iterable"],
    module: "esnext",
    moduleResolution: "bundler",
    types: [],
    strict: true,
    skipLibCheck: false,
    noEmit: true,
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["**/*.ts"] }));
  const { stdout } = await run("node_modules/.bin/tsc", ["-p", folder, "--pretty", "false"]).catch((error) => error);
  expect(stdout).to.equal("");
}

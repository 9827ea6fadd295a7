import { globSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { expect } from "chai";
import { servicesWithDatabase } from "../../cli/commands/context.ts";
import { operatedServices, opsParams } from "../../services/contracts/ops.ts";

const contracts: Record<string, unknown> = await import("../../services/contracts.ts");
const enumerations = Object.entries(contracts).filter(
  (entry): entry is [string, readonly string[]] => Array.isArray(entry[1]) && typeof entry[1][0] === "string",
);
// The gateway's shapes are not listed yet: they take the constants when they are declared anew.
const sources = globSync("{services,mixins,config,cli,demo-data}/**/*.ts")
  .filter((file) => !file.startsWith("services/api/"))
  .sort();

/** Lists of words in a source, be it an array, a union of types or arguments. */
function listsIn(file: string): string[][] {
  const lists = readFileSync(file, "utf8").matchAll(/"[\w-]+"(?:\s*[,|]\s*"[\w-]+")+/g);
  return [...lists].map(([list]) => [...list.matchAll(/"([\w-]+)"/g)].map(([, word = ""]) => word));
}

const isAll = (list: string[], values: readonly string[]) =>
  list.length === values.length && values.every((value) => list.includes(value));

describe("contracts", () => {
  it("list the values of an enumeration in one place only", () => {
    expect(enumerations.length).to.be.above(25);
    const found = sources.flatMap((file) =>
      listsIn(file).flatMap((list) =>
        enumerations.filter(([, values]) => isAll(list, values)).map(([name]) => [name, file]),
      ),
    );
    const elsewhere = found.filter(([, file = ""]) => !/^(services\/contracts|mixins\/actions)\//.test(file));
    expect(elsewhere).to.deep.equal([]);
    expect(found.map(([name]) => name)).to.have.length(new Set(found.map(([name]) => name)).size);
  });

  it("name the services with a database, each of which answers for its own queues", () => {
    expect([...operatedServices]).to.have.members(servicesWithDatabase());
  });

  const services = globSync("services/*/*.service.ts").map((file) => basename(dirname(file)));
  for (const service of services.filter((name) => name !== "api")) {
    it(`have one schema for each action of ${service} and no other`, async () => {
      const { default: schema } = await import(`../../services/${service}/${service}.service.ts`);
      // Every service with a database has these beside its own.
      const shared = ["health", ...Object.keys(opsParams)];
      const actions = Object.keys(schema.actions).filter((name) => !shared.includes(name));
      expect(actions).to.have.members(await statedBy(service));
    });
  }
});

/** The actions whose parameters the schema files of a service state. */
async function statedBy(service: string): Promise<string[]> {
  const files = globSync(`services/${service}/{*.schema.ts,schemas/*.ts}`);
  const modules: Record<string, object>[] = await Promise.all(files.map((file) => import(`../../${file}`)));
  const stated = modules.flatMap((exported) => Object.entries(exported).filter(([name]) => /params$/i.test(name)));
  return stated.flatMap(([, params]) => Object.keys(params));
}

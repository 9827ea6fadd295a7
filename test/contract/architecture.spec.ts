import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect } from "chai";
import { surfaces } from "../../services/api/surfaces/index.ts";

const read = (file: string) => readFileSync(file, "utf8");
const sources = (...patterns: string[]) => globSync(patterns).sort();

// Above the core services: the gateway calls anybody, workflows call whom they put together.
const above = ["api", "orchestra"];
const services = globSync("services/*/*.service.ts").map((file) => dirname(file).split("/").at(-1) ?? "");
const core = services.filter((name) => !above.includes(name));

/** Files that a source imports, from the root. */
function importsOf(file: string): string[] {
  const named = [...read(file).matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, path = ""]) => path);
  return named.map((path) => normalize(join(dirname(file), path)));
}

/** Names such as `orders.search` that a source calls or sends. */
function callsOf(file: string): string[] {
  const calls = read(file).matchAll(/\b(?:call|mcall|emit|broadcast)\(\s*[`"]([a-z]+\.[A-Za-z$]+)[`"]/g);
  return [...calls].map(([, name = ""]) => name);
}

describe("three floors (DESIGN §1)", () => {
  it("has a service in every place that it knows of", () => {
    expect(core).to.include.members(["customers", "orders", "audit", "auth", "stores", "notifications", "cache"]);
    expect(services).to.include.members(above);
  });

  for (const name of core) {
    it(`${name} calls no other service, and knows none`, () => {
      for (const file of sources(`services/${name}/**/*.ts`)) {
        for (const called of callsOf(file)) expect(called.split(".")[0], `${file} calls ${called}`).to.equal(name);
        for (const path of importsOf(file)) {
          const [folder, other = ""] = path.split("/");
          if (folder !== "services") continue;
          expect([name, "contracts.ts", "contracts"], `${file} imports ${path}`).to.include(other);
        }
      }
    });
  }

  for (const name of above) {
    it(`${name} knows services by their contract alone`, () => {
      for (const file of sources(`services/${name}/**/*.ts`)) {
        for (const path of importsOf(file).filter((each) => each.startsWith("services/"))) {
          expect([name, "contracts.ts", "contracts"], `${file} imports ${path}`).to.include(path.split("/")[1]);
        }
      }
    });
  }

  it("orchestra does not call the gateway, and nobody calls orchestra but the gateway and the command line", () => {
    for (const file of sources("services/**/*.ts")) {
      const own = file.split("/")[1];
      for (const called of callsOf(file)) {
        expect(called.startsWith("api."), `${file} calls ${called}`).to.equal(false);
        if (called.startsWith("orchestra.")) expect(own, `${file} calls ${called}`).to.be.oneOf(above);
      }
    }
  });

  it("no file imports itself by way of others, not even for a type", () => {
    const files = sources("{cli,config,demo-data,mixins,packages,services}/**/*.ts");
    // Templates of the generator name files that are not there.
    const known = new Set(files);
    const finished = new Set<string>();
    const circles: string[] = [];
    const follow = (file: string, way: string[]): void => {
      if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(" → "));
      else if (!finished.has(file))
        for (const path of importsOf(file)) if (known.has(path)) follow(path, [...way, file]);
      finished.add(file);
    };
    for (const file of files) follow(file, []);
    expect(finished).to.include.members(["mixins/core-service.ts", "config/env.ts", "services/contracts.ts"]);
    expect(circles).to.deep.equal([]);
  });

  it("what services share knows no service", () => {
    for (const file of sources("mixins/**/*.ts", "config/**/*.ts")) {
      for (const path of importsOf(file).filter((each) => each.startsWith("services/"))) {
        expect(path, file).to.equal("services/contracts.ts");
      }
    }
  });
});

describe("the durable engine", () => {
  const files = sources("packages/durable/**/*.ts");
  const own = files.filter((file) => !file.startsWith("packages/durable/test/"));

  it("imports nothing of the product, and no framework", () => {
    expect(files.length).to.be.greaterThan(25);
    for (const file of files) {
      for (const path of importsOf(file)) expect(path, file).to.match(/^packages\/durable\//);
      const outside = [...read(file).matchAll(/(?:from|import)\s*\(?\s*"([^."][^"]*)"/g)].map(([, name = ""]) => name);
      const allowed = own.includes(file) ? /^(node:|ulid$|better-sqlite3$|mysql2)/ : /^(node:|chai$|ulid$)/;
      for (const name of outside) expect(name, file).to.match(allowed);
    }
  });

  it("has no word of commerce, of the bus or of HTTP", () => {
    const words =
      /customer|\border_|\borders?\.|payment|shipment|refund|inventory|catalog|loyalty|\bcart|\bsku|store_id|tenant|moleculer|sequelize|\bhttp/i;
    for (const file of own) expect(words.exec(read(file))?.[0], file).to.equal(undefined);
  });

  it("is used by its public API alone", () => {
    const outside = sources("{bench,cli,config,mixins,services}/**/*.ts", "*.ts");
    const inside = outside.flatMap((file) => importsOf(file).filter((path) => path.startsWith("packages/")));
    expect(inside).to.deep.equal([]);
  });
});

describe("the gateway", () => {
  it("asks nowhere but in a surface's own folder which surface it serves", () => {
    const files = sources("services/api/**/*.ts").filter((file) => !file.startsWith("services/api/surfaces/"));
    const asking = /\bsurface(\.name)?\s*[!=]==|switch\s*\(\s*([\w.]+\.)?surface\b|\bsurfaces?\.name\]/;
    expect(files.filter((file) => asking.test(read(file)))).to.deep.equal([]);
  });

  it("has no surface import another one", () => {
    const files = sources("services/api/surfaces/*/**/*.ts");
    expect(files.length).to.be.greaterThan(50);
    const crossing = files.flatMap((file) => {
      const own = file.split("/")[3] ?? "";
      const others = importsOf(file).filter((path) => /^services\/api\/surfaces\/./.test(path));
      return others.flatMap((path) =>
        [own, "shared"].includes(path.split("/")[3] ?? "") ? [] : `${file} imports ${path}`,
      );
    });
    expect(crossing).to.deep.equal([]);
  });

  it("has each endpoint call one action: what composes several is orchestra's", () => {
    const ownWay: Record<string, string> = {
      merchantExportCustomers: "pulls page after page, as fast as they are read",
      merchantImportCustomers: "hands over part after part, as fast as they are sent",
      merchantImportProducts: "hands over part after part, as fast as they are sent",
      merchantGetCustomersImportRefused: "pulls page after page, as fast as they are read",
      merchantGetProductsImportRefused: "pulls page after page, as fast as they are read",
      opsGetSession: "says who calls, which is known without an action",
      storefrontAddProfileImage: "stores the picture's bytes between two actions",
      storefrontReplaceProfileImage: "stores the picture's bytes between two actions",
    };
    const endpoints = surfaces.flatMap((surface) => surface.endpoints);
    const custom = endpoints.filter(({ action }) => action === undefined).map(({ id }) => id);
    expect(custom).to.have.members(Object.keys(ownWay));
    // Who calls is found out by credentials.
    const callers = sources("services/api/surfaces/**/*.ts").filter((file) => callsOf(file).length > 0);
    for (const file of callers)
      expect(file).to.match(/\/(credentials|shared\/(bearer|rechecks)|merchant\/customer-export)\.ts$/);
  });

  it("takes a request through the stages of ARCHITECTURE.md's table, in its order", () => {
    const list = /const stages: Stage\[\] = \[([^\]]+)\]/.exec(read("services/api/http/serve.ts"))?.[1] ?? "";
    const stages = list.split(",").flatMap((name) => name.trim() || []);
    const rows = read("ARCHITECTURE.md").matchAll(/^\| `(\w+)` \|.*\|.*\| `([\w-]+\.ts)`/gm);
    const table = [...rows].map(([, name = "", file = ""]) => ({ name, file }));
    expect(table.map(({ name }) => name)).to.deep.equal(stages);
    for (const { name, file } of table)
      expect(read(`services/api/http/${file}`), file).to.match(new RegExp(`export (async )?function ${name}\\b`));
  });
});

describe("one place for each thing", () => {
  it("only config/env.ts reads the environment, beside what starts processes", () => {
    const readers = sources(
      "config/**/*.ts",
      "mixins/**/*.ts",
      "packages/durable/**/*.ts",
      "services/**/*.ts",
      "moleculer.config.ts",
    );
    const found = readers.filter((file) => /process\.env/.test(read(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")));
    expect(found).to.deep.equal(["config/env.ts"]);
  });

  it("nothing imports functions of node:http, which would load undici: config/node-http.ts has them", () => {
    const files = sources("{config,mixins,services}/**/*.ts", "packages/durable/{*,[!t]*/*}.ts", "moleculer.config.ts");
    const found = files.filter((file) => /^import (?!type\b).*from "node:http"/m.test(read(file)));
    expect(found).to.deep.equal([]);
  });

  it("only stores, migrations and demo data hold SQL", () => {
    const sql = /[`"'](\s*)(SELECT\s.+\sFROM|INSERT\s+(IGNORE\s+)?INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM)\b/s;
    const places = /\/store\/|\.store\.ts$|\/migrations\/|\.demo\.ts$/;
    const found = sources("services/**/*.ts").filter((file) => !places.test(file) && sql.test(read(file)));
    expect(found).to.deep.equal([]);
  });

  it("the gateway touches no database, and orchestra none but its journal", () => {
    const keepsJournal = /^services\/orchestra\/migrations\//;
    const files = sources("services/api/**/*.ts", "services/orchestra/**/*.ts").filter(
      (file) => !keepsJournal.test(file),
    );
    for (const file of files) {
      expect(read(file), file).to.not.match(/from "(\.\.\/)+(mixins\/database|config\/database)|from "sequelize"/);
    }
  });

  it("no source switches the type checker off", () => {
    const files = sources("{cli,config,mixins,packages,services,test,bench}/**/*.ts", "*.ts");
    expect(files.filter((file) => /@ts-(ignore|nocheck|expect-error)\b/.test(read(file)))).to.deep.equal([]);
  });

  it("no file is longer than 200 lines", () => {
    const files = sources("{cli,config,mixins,services}/**/*.ts", "packages/durable/{*,[!t]*/*}.ts");
    const lengths = files.map((file) => [file, read(file).split("\n").length - 1] as const);
    expect(lengths.filter(([, lines]) => lines > 200)).to.deep.equal([]);
  });

  it("no test is switched off or left alone", () => {
    const found = sources("test/**/*.spec.ts").filter((file) => /\b(it|describe)\.(only|skip)\(/.test(read(file)));
    expect(found).to.deep.equal([]);
  });
});

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { schema } from "../../config/env-schema.ts";
import { idAndKey, splitList, splitShards } from "../../config/env-values.ts";

const shared = resolve("services/api/surfaces/shared");

// One line each; those that end in "wrong" must not compile, the others must.
const lines = `import { enumeration } from "${shared}/enumerations.ts";
import { count, list, money, oneOf, orNull, text, time } from "${shared}/fields.ts";
import { shape } from "${shared}/shape.ts";
interface Order { id: string; note: string | null; total: number; state: "open" | "closed"; lines: { name: string }[] }
const line = shape<{ name: string }>("Line").with({ name: text("") });
const order = shape<Order>("Order");
order.with({ id: text(""), note: orNull(text("")), lines: list(line), amount: money(1).from("total") });
order.with({ state: oneOf(enumeration("State", ["open", "closed"]), "open"), at: time("").from(({ total }) => total) });
order.with({ nothing: text("") }); // wrong: no such property
order.with({ id: count(1) }); // wrong: another type
order.with({ note: text("") }); // wrong: may be null
order.with({ lines: list(text("")) }); // wrong: another kind of list
order.with({ title: text("").from("nothing") }); // wrong: no such property
order.with({ title: text("").from("total") }); // wrong: another type
order.with({ title: text("").from((each: Order) => each.total) }); // wrong: another type
order.with({ title: text("").from((each) => each.nothing) }); // wrong: no such property
order.with({ state: oneOf(enumeration("Half", ["open"]), "open") }); // wrong: a value is missing
order.with({ state: oneOf(enumeration("State", ["open", "closed"]), "ajar") }); // wrong: no such value`.split("\n");

describe("shapes of answers", () => {
  it("do not compile with a field that does not fit its source", async function () {
    this.timeout(60_000);
    const refused = await linesThatDoNotCompile(lines);
    expect(refused).to.deep.equal(lines.filter((line) => line.includes("// wrong")));
  });
});

async function linesThatDoNotCompile(source: string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "seller-orchestra-shapes-"));
  const config = {
    extends: resolve("tsconfig.json"),
    compilerOptions: { typeRoots: [resolve("node_modules/@types")], types: ["node"] },
    include: [],
    files: [join(folder, "shapes.mts")],
  };
  await writeFile(join(folder, "shapes.mts"), source.join("\n"));
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const said = await output("node_modules/.bin/tsc", ["--noEmit", "--pretty", "false", "-p", folder]);
  await rm(folder, { recursive: true, force: true });
  const numbers = [...said.matchAll(/shapes\.mts\((\d+),/g)].map(([, line]) => Number(line) - 1);
  return [...new Set(numbers)].sort((a, b) => a - b).map((line) => source[line] ?? "");
}

const output = (program: string, args: string[]) =>
  new Promise<string>((done) => execFile(program, args, (_error, stdout) => done(stdout)));

const variables = Object.keys(schema.describe().keys as object);

describe("the environment", () => {
  it("is listed whole in .env.example, with values that are taken, and in the README", () => {
    const listed = [...readFileSync(".env.example", "utf8").matchAll(/^# ([A-Z][A-Z_]+)=(.+)$/gm)];
    const plain = (name = "") => (variables.includes(name) ? name : name.replace(/_FILE$/, ""));
    expect(listed.map(([, name]) => plain(name)).sort()).to.deep.equal([...variables].sort());
    const readme = readFileSync("README.md", "utf8");
    expect(variables.filter((name) => !readme.includes(`\`${name}\``))).to.deep.equal([]);
    for (const [, name = "", value] of listed.filter(([, name = ""]) => variables.includes(name))) {
      const of = (text: string) => (name.endsWith("_KEYS") ? splitList(text).map(idAndKey) : splitList(text));
      const given = /_KEYS$|_ORIGINS$|_WEBHOOK_SECRET$/.test(name) ? of(value ?? "") : value;
      const read = name === "SHARDS" ? splitShards(value ?? "") : given;
      expect(schema.extract(name).validate(read).error?.message, name).to.equal(undefined);
    }
  });
});

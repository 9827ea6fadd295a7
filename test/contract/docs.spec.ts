import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Command } from "commander";
import type Joi from "joi";
import { projectRoot } from "../../cli/cluster/plan.ts";
import { commandLine } from "../../cli/commands/program.ts";
import { settings } from "../../services/stores/settings.schema.ts";

const textOf = (file: string) => readFileSync(join(projectRoot, file), "utf8");

describe("the pages of documentation", () => {
  it("list every command of the command line, and no other", async () => {
    const [, table = ""] = /\n## Command line\n([\s\S]*?)\n## /.exec(textOf("README.md")) ?? [];
    const cells = table.split("\n").flatMap((line) => /^\| (`.*?) \| /.exec(line)?.[1] ?? []);
    const listed = [...new Set(cells.flatMap(commandsIn))].sort();
    expect(listed).to.deep.equal(commandsOf(await commandLine()).sort());
  });

  it("list every setting of a store, and no other; the command's help names their sections", async () => {
    const names = [...textOf("docs/settings.md").matchAll(/^\| `([a-z_.]+)` \|/gm)].map(([, name = ""]) => name);
    expect(names.sort()).to.deep.equal(leavesOf(settings as unknown as Joi.ObjectSchema).sort());
    const stores = (await commandLine()).commands.find((each) => each.name() === "store");
    let help = "";
    const command = stores?.commands.find((each) => each.name() === "settings");
    command?.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    for (const name of names) expect(help).to.include(name.split(".")[0]);
    expect(help).to.include("docs/settings.md");
  });

  it("name only paths that the gateway has", () => {
    const { paths } = JSON.parse(textOf("docs/openapi/openapi.json")) as { paths: Record<string, object> };
    const known = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${anyParameters(path)}`),
    );
    const pages = readdirSync(join(projectRoot, "docs")).filter((name) => name.endsWith(".md"));
    const named = ["README.md", "ARCHITECTURE.md", "SECURITY.md", ...pages.map((name) => `docs/${name}`)].flatMap(
      pathsIn,
    );
    expect(named).to.have.length.above(5);
    const isKnown = ({ method, path }: Named) =>
      known.some((each) => each.startsWith(`${method} `) && each.endsWith(anyParameters(path)));
    expect(named.filter((each) => !isKnown(each))).to.deep.equal([]);
  });
});

// Tiers are no settings of their own.
const leavesOf = (schema: Joi.ObjectSchema, depth = 2): string[] =>
  [...schema.$_terms.keys].flatMap(({ key, schema: each }: { key: string; schema: Joi.ObjectSchema }) =>
    each.type === "object" && depth > 1 ? leavesOf(each, depth - 1).map((inner) => `${key}.${inner}`) : [key],
  );

interface Named {
  file: string;
  method: string;
  path: string;
}

// Beside the surfaces, in no OpenAPI document.
const pages = /^\/(health|hooks|dev|metrics|console|docs)\b/;

// A path may be given from the middle on: `/webhooks/{id}`, `…/orders/{order_number}/payment-status`.
const pathsIn = (file: string): Named[] =>
  [...textOf(file).matchAll(/`(GET|POST|PUT|PATCH|DELETE) …?(\/[^`?\s]*)/g)]
    .map(([, method = "", path = ""]) => ({ file, method, path }))
    .filter(({ path }) => !pages.test(path));

const anyParameters = (path: string) => path.replace(/:\w+|\{\w+\}/g, "{}");

// `app rotate-secret|revoke CLIENT_ID` are two commands of `app`; `queues [--jobs]` is one without a group.
const commandsIn = (cell: string): string[] =>
  [...cell.matchAll(/`([a-z-]+)(?: ([a-z][a-z\\|-]*))?(?=[ `])/g)].flatMap(([, group = "", names]) =>
    names ? names.split(/\\?\|/).map((name) => `${group} ${name}`) : [group],
  );

const commandsOf = ({ commands }: Command): string[] =>
  commands.flatMap((each) =>
    each.commands.length > 0 ? each.commands.map((inner) => `${each.name()} ${inner.name()}`) : [each.name()],
  );

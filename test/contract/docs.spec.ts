import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Command } from "commander";
import { projectRoot } from "../../cli/cluster/plan.ts";
import { commandLine } from "../../cli/commands/program.ts";

const textOf = (file: string) => readFileSync(join(projectRoot, file), "utf8");

describe("the pages of documentation", () => {
  it("list every command of the command line, and no other", async () => {
    const [, table = ""] = /\n## Command line\n([\s\S]*?)\n## /.exec(textOf("README.md")) ?? [];
    const cells = table.split("\n").flatMap((line) => /^\| (`.*?) \| /.exec(line)?.[1] ?? []);
    const listed = [...new Set(cells.flatMap(commandsIn))].sort();
    expect(listed).to.deep.equal(commandsOf(await commandLine()).sort());
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

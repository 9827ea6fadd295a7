import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { type Node, type Operand, type Pipeline, parseTemplate } from "./parse.ts";

type Values = Record<string, unknown>;
type Scope = Record<string, unknown>;

/**
 * The objects of a chart, for machines without `helm`: the part of Go's template language and of Sprig that the chart
 * uses. A function that is not known here fails.
 */
export function renderChart(folder: string, given: Values = {}, release = "shop"): Values[] {
  const chart = parse(readFileSync(join(folder, "Chart.yaml"), "utf8")) as Values;
  const values = merged(parse(readFileSync(join(folder, "values.yaml"), "utf8")) as Values, given);
  const root = {
    Values: values,
    Chart: Object.fromEntries(
      Object.entries(chart).map(([name, value]) => [name.replace(/^./, (c) => c.toUpperCase()), value]),
    ),
    Release: { Name: release, Service: "Helm", Namespace: "shop" },
  };
  const sources = globSync(join(folder, "templates/*")).sort();
  const trees = sources.map((file) => [file, parseTemplate(readFileSync(file, "utf8"))] as const);
  const defined = new Map<string, Node[]>();
  for (const [, nodes] of trees)
    for (const node of nodes) if (node.kind === "define") defined.set(node.name, node.body);
  const texts = trees
    .filter(([file]) => file.endsWith(".yaml"))
    .map(([, nodes]) => new Rendering(defined).all(nodes, root, { "": root }));
  return texts
    .flatMap((text) => text.split(/^---$/m))
    .map((text) => parse(text) as Values | null)
    .filter((object) => object !== null);
}

const merged = (values: Values, over: Values): Values =>
  Object.fromEntries(
    [...new Set([...Object.keys(values), ...Object.keys(over)])].map((name) => {
      const [one, other] = [values[name], over[name]];
      return [name, isMap(one) && isMap(other) ? merged(one, other) : (other ?? one)];
    }),
  );

const isMap = (value: unknown): value is Values => typeof value === "object" && value !== null && !Array.isArray(value);

const isTrue = (value: unknown) =>
  Boolean(value) && !(Array.isArray(value) && value.length === 0) && !(isMap(value) && Object.keys(value).length === 0);

class Rendering {
  readonly #defined: Map<string, Node[]>;

  constructor(defined: Map<string, Node[]>) {
    this.#defined = defined;
  }

  all(nodes: Node[], dot: unknown, scope: Scope): string {
    return nodes.map((node) => this.#one(node, dot, scope)).join("");
  }

  #one(node: Node, dot: unknown, scope: Scope): string {
    if (node.kind === "text") return node.text;
    if (node.kind === "define") return "";
    const value = this.#value(node.pipeline, dot, scope);
    if (node.kind === "block") return this.#block(node, value, dot, scope);
    if (node.variable === undefined) return String(value ?? "");
    scope[node.variable] = value;
    return "";
  }

  #block(node: Extract<Node, { kind: "block" }>, value: unknown, dot: unknown, scope: Scope): string {
    if (!isTrue(value)) return this.all(node.other, dot, { ...scope });
    if (node.word !== "range") return this.all(node.body, node.word === "with" ? value : dot, { ...scope });
    // Go goes through a map by its sorted keys.
    const entries = isMap(value)
      ? Object.entries(value).sort()
      : (value as unknown[]).map((each, at) => [at, each] as const);
    return entries
      .map(([key, each]) => {
        const [first, second] = node.variables;
        const own = second === undefined ? { [first ?? ""]: each } : { [first ?? ""]: key, [second]: each };
        return this.all(node.body, each, { ...scope, ...(first === undefined ? {} : own) });
      })
      .join("");
  }

  #value(pipeline: Pipeline, dot: unknown, scope: Scope): unknown {
    let last: unknown[] = [];
    for (const command of pipeline) last = [this.#command(command, last, dot, scope)];
    return last[0];
  }

  #command([head, ...rest]: Operand[], last: unknown[], dot: unknown, scope: Scope): unknown {
    if (!head) return undefined;
    const given = [...rest.map((each) => this.#operand(each, dot, scope)), ...last];
    return head.kind === "call" ? this.#call(head.name, given) : this.#operand(head, dot, scope);
  }

  #operand(operand: Operand, dot: unknown, scope: Scope): unknown {
    if (operand.kind === "value") return operand.value;
    if (operand.kind === "inner") return this.#value(operand.pipeline, dot, scope);
    if (operand.kind === "call") return this.#call(operand.name, []);
    const from = operand.variable === undefined ? dot : scope[operand.variable];
    return operand.fields.reduce((value, field) => (value as Values | undefined)?.[field], from);
  }

  #call(name: string, given: unknown[]): unknown {
    if (name === "include") {
      const body = this.#defined.get(String(given[0]));
      if (!body) throw new Error(`No template is called ${given[0]}.`);
      return this.all(body, given[1], { "": given[1] });
    }
    const known = functions[name];
    if (!known) throw new Error(`The template function ${name} is not known here.`);
    return known(...(given as never[]));
  }
}

const indent = (by: unknown, text: unknown) => String(text).replace(/^/gm, " ".repeat(Number(by)));

const functions: Record<string, (...given: never[]) => unknown> = {
  eq: (one: unknown, other: unknown) => one === other,
  and: (...all: unknown[]) => all.find((each) => !isTrue(each)) ?? all.at(-1),
  or: (...all: unknown[]) => all.find(isTrue) ?? all.at(-1),
  not: (value: unknown) => !isTrue(value),
  list: (...all: unknown[]) => all,
  has: (item: unknown, all: unknown[]) => all.includes(item),
  dict: (...all: unknown[]) => Object.fromEntries(all.flatMap((key, at) => (at % 2 === 0 ? [[key, all[at + 1]]] : []))),
  default: (other: unknown, value: unknown) => (isTrue(value) ? value : other),
  merge: (...all: Values[]) => all.reduceRight((under, over) => merged(under, over), {}),
  quote: (value: unknown) => JSON.stringify(String(value)),
  trim: (text: unknown) => String(text).trim(),
  toYaml: (value: unknown) => stringify(value).trimEnd(),
  indent: (by: unknown, text: unknown) => indent(by, text),
  nindent: (by: unknown, text: unknown) => `\n${indent(by, text)}`,
};

import { execFile } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { discoverServices } from "../../cli/cluster/plan.ts";
import { schema } from "../../config/env-schema.ts";
import { renderChart } from "../support/helm/render.ts";
import { programOf } from "../support/program.ts";
import { installTimeout, toolsOf } from "../support/tools.ts";

const run = promisify(execFile);

interface Panel {
  title: string;
  targets: { expr: string }[];
}
interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
}

describe("dashboards", () => {
  const boards = globSync("ops/grafana/*.json").sort();
  const panels = boards.flatMap((file) => (JSON.parse(readFileSync(file, "utf8")) as { panels: Panel[] }).panels);
  const queries = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })));

  it("are of the overview, workflows, messaging and stores, and ask in Prometheus' language", async function () {
    this.timeout(60_000);
    expect(boards.map((file) => file.match(/(\w+)\.json$/)?.[1])).to.deep.equal([
      "messaging",
      "overview",
      "stores",
      "workflows",
    ]);
    await programOf(["promtool"], "prometheus");
    const folder = mkdtempSync(join(tmpdir(), "seller-orchestra-dashboards-"));
    const rules = queries.map(({ expr }, at) => ({ record: `dashboard:query_${at}`, expr }));
    writeFileSync(join(folder, "rules.yml"), JSON.stringify({ groups: [{ name: "dashboards", rules }] }));
    await run("promtool", ["check", "rules", "rules.yml"], { cwd: folder });
    rmSync(folder, { recursive: true });
  });

  it("name metrics and events that exist", () => {
    const sources = globSync("{config,mixins,services,packages}/**/*.ts")
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    for (const { title, expr } of queries) {
      const bare = expr
        .replace(/"[^"]*"/g, "")
        .replace(/\b(by|on|without) ?\([^)]*\)/g, "")
        .replace(/\{[^}]*\}/g, "");
      const names = (bare.match(/[a-z]+(?:_[a-z0-9]+)+/g) ?? []).filter((name) => name !== "histogram_quantile");
      expect(names, title).to.not.have.length(0);
      for (const name of names)
        expect(sources, `${title}: ${name}`).to.include(`"${name.replace(/_(total|bucket|count|sum)$/, "")}"`);
      for (const [, event] of expr.matchAll(/name="([^"]+)"/g))
        expect(sources, `${title}: ${event}`).to.include(`"${event}"`);
    }
  });
});

describe("the Helm chart", () => {
  const objects = renderChart("ops/helm") as unknown as KubernetesObject[];
  const named = (kind: string) => objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);

  it("has a Deployment, a disruption budget and a scaler for each service, and a job that migrates before them", () => {
    const services = discoverServices()
      .map((name) => `shop-${name}`)
      .sort();
    for (const kind of ["Deployment", "PodDisruptionBudget", "HorizontalPodAutoscaler"])
      expect(named(kind).sort(), kind).to.deep.equal(services);
    const [job] = objects.filter(({ kind }) => kind === "Job");
    expect(job?.metadata.annotations?.["helm.sh/hook"]).to.equal("pre-install,pre-upgrade");
  });

  it("renders objects that Kubernetes' schemas accept, with every kind of values", async function () {
    this.timeout(installTimeout);
    const kubernetes = await toolsOf("kubernetes");
    const variants = [
      {},
      { engines: { mode: "cluster" }, ingress: { enabled: true, className: "nginx", tlsSecret: "api-tls" } },
      { autoscaling: { enabled: false }, networkPolicy: { enabled: false }, imagePullSecrets: [{ name: "registry" }] },
      { autoscaling: { lag: { enabled: true } }, secrets: { smtpUrl: "smtp-url", stripeSecretKey: "stripe" } },
    ];
    type Model = new (object: unknown) => { validate(): void };
    for (const values of variants)
      for (const object of renderChart("ops/helm", values) as unknown as KubernetesObject[]) {
        const { apiVersion, kind, metadata } = object;
        const models = await kubernetes.load<Record<string, Model>>(`kubernetes-models/${apiVersion}/${kind}`);
        const Kind = models[kind] as Model;
        expect(() => new Kind(object).validate(), `${kind} ${metadata.name}`).to.not.throw();
      }
  });

  it("sets only variables that are read, secrets by reference, each where it is needed", () => {
    // What the product reads, and what Node does.
    const variables = [...Object.keys(schema.describe().keys as object), "NODE_OPTIONS"];
    interface Variable {
      name: string;
      value?: string;
      valueFrom?: { secretKeyRef: { name: string } };
    }
    interface Workload extends KubernetesObject {
      spec: { template: { spec: { containers: { env: Variable[] }[] } } };
    }
    const all = {
      secrets: { smtpUrl: "a", stripeSecretKey: "b", bankAccountKeys: "c", mediaUrl: "d", secondFactorKeys: "e" },
    };
    const workloads = renderChart("ops/helm", all).filter(({ kind }) => kind === "Deployment") as unknown as Workload[];
    for (const { metadata, spec } of workloads)
      for (const { name, value } of spec.template.spec.containers[0]?.env ?? []) {
        expect(variables, `${metadata.name}: ${name}`).to.include(name);
        if (/_URL$|SECRET|_KEYS?$/.test(name)) expect(value, `${metadata.name}: ${name}`).to.equal(undefined);
      }
    const holders = (name: string) =>
      workloads
        .filter(({ spec }) => spec.template.spec.containers[0]?.env.some((each) => each.name === name))
        .map(({ metadata }) => metadata.name);
    expect(holders("JWT_SECRET")).to.deep.equal(["shop-auth"]);
    expect(holders("STRIPE_SECRET_KEY")).to.deep.equal(["shop-payments"]);
    expect(holders("SMTP_URL")).to.deep.equal(["shop-notifications"]);
  });
});

describe("the image", () => {
  it("has all sources compiled, so that its processes load no type stripper", async function () {
    this.timeout(120_000);
    const folder = mkdtempSync(join(tmpdir(), "seller-orchestra-compiled-"));
    const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: folder, NODE_ENV: "development" };
    const services = discoverServices().map((name) => `./services/${name}/${name}.service.ts`);
    const started = `for (const file of ${JSON.stringify(["./moleculer.config.ts", ...services])}) await import(file);
      console.log(process.moduleLoadList.filter((name) => name.includes("amaro")).length);
      process.exit();`;
    const stripping = async () => (await run(process.execPath, ["--input-type=module", "-e", started], { env })).stdout;
    const dockerfile = readFileSync("Dockerfile", "utf8");
    expect(dockerfile).to.match(/^RUN .*node cli\/compile\.ts$/m);
    await run(process.execPath, ["cli/compile.ts"], { env });
    expect(await stripping()).to.equal("0\n");
    rmSync(folder, { recursive: true });
    expect(await stripping()).to.not.equal("0\n");
    rmSync(folder, { recursive: true });
  });
});

describe("the Node that the product needs", () => {
  interface Package {
    engines?: { node?: string };
    dev?: true;
    optional?: true;
    devOptional?: true;
  }
  const read = <Content>(file: string) => JSON.parse(readFileSync(file, "utf8")) as Content;
  const numbersOf = (version: string) => version.split(".").map(Number);
  const isBelow = (one: string, other: string) => {
    const [these, those] = [numbersOf(one), numbersOf(other)];
    const at = [0, 1, 2].find((index) => (these[index] ?? 0) !== (those[index] ?? 0)) ?? 0;
    return (these[at] ?? 0) < (those[at] ?? 0);
  };
  const own = read<Package>("package.json").engines?.node ?? "";
  const least = own.replace(/^>=/, "");

  it("is enough for every dependency that runs with it", () => {
    expect(own).to.match(/^>=\d+\.\d+$/);
    const { packages } = read<{ packages: Record<string, Package> }>("package-lock.json");
    const asking = Object.entries(packages).filter(
      ([, { dev, optional, devOptional, engines }]) => !(dev || optional || devOptional) && engines?.node,
    );
    // The last alternative of a range is open to what comes later; a package without one must be looked at.
    const tooNew = asking.filter(([, { engines }]) => {
      const [, wanted] = /(?:>=\s*([\d.]+)[^|<]*|\*)$/.exec(engines?.node ?? "") ?? [undefined, "unknown"];
      return wanted === "unknown" || (wanted !== undefined && isBelow(least, wanted));
    });
    expect(asking.length).to.be.above(50);
    expect(tooNew.map(([name, { engines }]) => `${name} ${engines?.node}`)).to.deep.equal([]);
  });

  it("is what the workspaces, the image and the package that brings Node have", () => {
    expect(read<Package>("packages/durable/package.json").engines?.node).to.equal(own);
    const { devDependencies } = read<{ devDependencies: Record<string, string> }>("package.json");
    const brought = (devDependencies.node ?? "").replace(/^\^/, "");
    const images = [...readFileSync("Dockerfile", "utf8").matchAll(/^FROM node:(\d+)/gm)].map(
      ([, major = ""]) => major,
    );
    expect(images).to.have.length(3);
    for (const version of [brought, ...images]) expect(isBelow(version, least), version).to.equal(false);
  });
});

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../cluster/plan.ts";
import { ServiceProcess } from "../cluster/process.ts";
import { findFreePorts } from "../servers/ports.ts";
import { type Answer, type Sample, samplesOf } from "./samples.ts";
import { show, shownOf } from "./show.ts";

const documentedUrl = "http://127.0.0.1:3000";

/** Runs the samples of a README, in their order, against a product of their own, and returns the answers that they show. */
export async function answersOf(readme: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "seller-orchestra-readme-"));
  const product = await startProduct(folder);
  try {
    const outputs = await runAll(samplesOf(readme), product, folder);
    return outputs.map(([answer, output]) => textOf(answer, output.replaceAll(product.url, documentedUrl)));
  } finally {
    await product.stop(15_000);
    await rm(folder, { recursive: true, force: true });
  }
}

async function startProduct(folder: string): Promise<ServiceProcess> {
  const [port, metricsPort] = await findFreePorts(2);
  const { NATS_URL, DATABASE_URL, REDIS_URL, SERVICES, ...rest } = process.env;
  const own = { NODE_ENV: "development", LOG_LEVEL: "warn", SERVICEDIR: "services", DATA_DIR: folder };
  const product = new ServiceProcess({
    name: "readme",
    index: 1,
    url: `http://127.0.0.1:${port}`,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    env: { ...rest, ...own, HOST: "127.0.0.1", PORT: String(port), METRICS_PORT: String(metricsPort) },
    autoRestart: false,
    log: () => undefined,
  });
  product.start();
  await product.untilReady(240_000);
  return product;
}

// The answer of a block is that of its last `curl`: what is asked in `$(…)` before it is written over.
const preparation = `set -eu
curl() { command curl -sS --fail-with-body "$@" > "$ANSWER.new" || [ $? -eq 22 ]; mv "$ANSWER.new" "$ANSWER"; cat "$ANSWER"; }
holds() { for try in $(seq 100); do grep -q "$1" "$ANSWER" && return; sleep 0.2; "$2"; done; return 1; }
`;

async function runAll(samples: Sample[], product: ServiceProcess, folder: string): Promise<[Answer, string][]> {
  const files = samples.map((_, index) => join(folder, `answer-${index}`));
  const blocks = samples.map(({ commands, answer }, index) => {
    const block = `block${index}`;
    const text = `export ANSWER='${files[index]}'\n${block}() {\n${commands.replaceAll(documentedUrl, product.url)}}\n${block}`;
    if (answer?.until) return `${text}\nholds '${answer.until}' ${block}`;
    return answer?.twice ? `${text}\n${block}` : text;
  });
  const script = join(folder, "samples.sh");
  await writeFile(script, `${preparation}${blocks.join("\n")}`);
  const { npm_config_loglevel: _level, ...env } = product.environment;
  await promisify(execFile)("bash", [script], { cwd: projectRoot, env, maxBuffer: 64 * 1024 * 1024 });
  const shown = samples.map(async ({ answer }, index): Promise<[Answer, string][]> => {
    return answer ? [[answer, await readFile(files[index] ?? "", "utf8")]] : [];
  });
  return (await Promise.all(shown)).flat();
}

function textOf({ headers, fields }: Answer, output: string): string {
  const [head, body] = output.startsWith("HTTP/") ? output.split(/\r?\n\r?\n(.*)/s) : ["", output];
  const [status, ...lines] = (head ?? "").split(/\r?\n/);
  const named = headers.map((name) => {
    const line = lines.find((each) => each.toLowerCase().startsWith(`${name.toLowerCase()}:`));
    if (!line) throw new Error(`The answer has no header ${name}.`);
    return line;
  });
  const above = status ? `${[status, ...named].join("\n")}\n\n` : "";
  return `${above}${show(JSON.parse(body ?? ""), shownOf(fields)).replace(/sx_at_[\w-]+/g, "sx_at_…")}\n`;
}

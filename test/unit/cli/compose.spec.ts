import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { discoverServices, projectRoot } from "../../../cli/cluster/plan.ts";

describe("docker-compose.yml", () => {
  const text = readFileSync(join(projectRoot, "docker-compose.yml"), "utf8");

  it("runs every service in its own container", () => {
    const run = Array.from(text.matchAll(/SERVICES: (\w+)/g), ([, name]) => name);
    expect(run).to.include.members(discoverServices());
    expect(new Set(run).size).to.equal(run.length);
  });

  it("has no secret among arguments, and gives each container its own only", () => {
    expect(text).not.to.match(/--(pass|requirepass)\b/);
    for (const name of ["DATABASE_PASSWORD", "NATS_PASSWORD", "REDIS_PASSWORD", "JWT_SECRET"])
      expect(text.match(new RegExp(`\\b${name}\\b(?!_FILE)`, "g")), name).to.have.length(2);
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

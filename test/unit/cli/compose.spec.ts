import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { discoverServices, projectRoot } from "../../../cli/cluster/plan.ts";

describe("docker-compose.yml", () => {
  const text = readFileSync(join(projectRoot, "docker-compose.yml"), "utf8");

  it("runs every service in its own container", () => {
    const run = Array.from(text.matchAll(/SERVICES: (\S+) }/g), ([, name]) => name);
    expect(run).to.include.members(discoverServices());
    expect(new Set(run).size).to.equal(run.length);
  });

  it("allows any number of replicas: no container names, and a port on the gateway only", () => {
    expect(text).not.to.contain("container_name");
    expect(text.match(/ports:/g)).to.have.length(1);
  });
});

import { readFile } from "node:fs/promises";
import type autocannon from "autocannon";
import { expect } from "chai";
import type { LoadProcess } from "../../support/load-process.ts";
import { oneProcess } from "../../support/one-process.ts";
import { installTimeout, toolsOf } from "../../support/tools.ts";

const requests = 10_000;
const bytes = 1_024;

// Fills a body up to 1 KiB with as many of something as fit.
const fill = (head: string, each: (at: number) => string, tail: string): string => {
  let body = head;
  for (let at = 0; body.length + each(at).length + tail.length <= bytes; at++) body += each(at);
  return body.replace(/,$/, "") + tail;
};

/** What a client can send in a KiB that looks expensive: many fields, deep, long, odd, in every field that is known. */
const bodies: Record<string, string> = {
  "many unknown fields": fill("{", (at) => `"${at.toString(36)}":0,`, "}"),
  "many fields called __proto__": fill("{", () => '"__proto__":{},', "}"),
  "a deep value": `{"email":${"[".repeat(500)}${"]".repeat(500)}}`,
  "deep objects": `{"email":${'{"a":'.repeat(150)}1${"}".repeat(150)}}`,
  "a long list": fill('{"email":[', () => "0,", "]}"),
  "a list of lists": fill('{"email":[', () => "[[]],", "]}"),
  "an address that is almost one": `{"email":"${"a.".repeat(240)}@${"b.".repeat(200)}c","password":"x"}`,
  "an address of quotes": `{"email":"${'\\"'.repeat(200)}@${"-".repeat(300)}","password":"x"}`,
  "an address in other scripts": `{"email":"${"ü".repeat(200)}@${"é.".repeat(150)}com","password":"x"}`,
  "a number of odd digits": `{"phone":"${"+١٢٣ (".repeat(80)}","password":"x"}`,
  "escaped halves of characters": `{"email":"${"\\ud800".repeat(160)}"}`,
  "a long word": `{"email":"${"x".repeat(1_000)}"}`,
  "not JSON": "{".repeat(bytes),
};

describe("10,000 anonymous requests of a KiB", () => {
  let server: LoadProcess;
  let load: typeof autocannon;
  before(async function () {
    this.timeout(90_000 + installTimeout);
    ({ default: load } = await (await toolsOf("bench")).load<{ default: typeof autocannon }>("autocannon"));
    server = await oneProcess();
  });

  // In seconds, of the user and the system together.
  async function cpuOf(body: string, amount: number): Promise<number> {
    const before = await cpuTime(server.pid);
    await load({
      url: `${server.url}/auth/login`,
      method: "POST",
      headers: { "content-type": "application/json", "x-store-id": "22" },
      body,
      amount,
      connections: 10,
    });
    return (await cpuTime(server.pid)) - before;
  }

  it("cost at most three times the CPU of as many empty objects, whatever is in them", async function () {
    this.timeout(300_000);
    await cpuOf("{}", requests / 4);
    const empty = await cpuOf("{}", requests);
    const sample = requests / 4;
    const costs: [name: string, times: number][] = [];
    for (const [name, body] of Object.entries(bodies)) {
      expect(Buffer.byteLength(body), name).to.be.at.most(bytes + 100);
      costs.push([name, (await cpuOf(body, sample)) / sample / (empty / requests)]);
    }
    costs.sort(([, one], [, other]) => other - one);
    const [worst] = costs;
    const times = (await cpuOf(bodies[worst?.[0] ?? ""] ?? "", requests)) / empty;
    console.log(`      {}: ${((empty / requests) * 1e6).toFixed(0)} µs; ${worst?.[0]}: ${times.toFixed(2)} times that`);
    for (const [name, cost] of costs) console.log(`        ${cost.toFixed(2)} ${name}`);
    expect(times, worst?.[0]).to.be.at.most(3);
  });
});

async function cpuTime(pid: number | undefined): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1]?.split(" ") ?? [];
  // utime and stime, in ticks of 10 ms.
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

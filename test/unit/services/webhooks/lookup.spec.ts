import type { LookupAddress } from "node:dns";
import { expect } from "chai";
import { findByDns, guardedLookup } from "../../../../services/webhooks/lookup.ts";
import { Poster } from "../../../../services/webhooks/workers/poster.ts";
import { type NameServer, startNameServer } from "../../../support/webhooks/name-server.ts";
import { Receiver } from "../../../support/webhooks/receiver.ts";

const silent = Array.from({ length: 8 }, (_, index) => `silent${index}.example.com`);

describe("names of endpoints", () => {
  const receiver = new Receiver();
  let names: NameServer;
  let lookup: ReturnType<typeof guardedLookup>;
  before(async () => {
    await receiver.start();
    names = await startNameServer({
      "public.example.com": ["93.184.216.34", "2606:2800:220:1::1"],
      "four.example.com": ["93.184.216.34"],
      "mixed.example.com": ["93.184.216.34", "10.1.2.3"],
      "six.example.com": ["93.184.216.34", "fd00::1"],
      "hidden.example.com": ["::a00:1"],
      "app.example.com": ["127.0.0.1"],
      "xn--mnchen-3ya.example.com": ["127.0.0.1"],
      "none.example.com": [],
      ...Object.fromEntries(silent.map((name) => [name, "silent" as const])),
    });
    lookup = guardedLookup(findByDns([names.address]));
  });
  after(async () => {
    await names.stop();
    await receiver.stop();
  });

  const resolve = (host: string) =>
    new Promise<string[]>((resolve, reject) => {
      lookup(host, { all: true }, (error, addresses) => {
        if (error) reject(error);
        else resolve((addresses as unknown as LookupAddress[]).map(({ address }) => address));
      });
    });
  const refusal = (host: string) =>
    resolve(host).then(
      (addresses) => `found ${addresses}`,
      ({ message }: Error) => message,
    );

  it("are resolved to all of their addresses, of both kinds", async () => {
    expect(await resolve("public.example.com")).to.deep.equal(["93.184.216.34", "2606:2800:220:1::1"]);
    expect(await resolve("four.example.com")).to.deep.equal(["93.184.216.34"]);
  });

  for (const name of ["mixed", "six", "hidden"])
    it(`are not used when one of several addresses is not public: ${name}`, async () => {
      expect(await refusal(`${name}.example.com`)).to.match(/not an address of the public network/);
    });

  it("that do not exist, or have no address, are said to", async () => {
    expect(await refusal("missing.example.com")).to.match(/ENOTFOUND/);
    expect(await refusal("none.example.com")).to.match(/ENODATA/);
  });

  it("are asked for once by connections that want one at the same time", async () => {
    names.asked.clear();
    await Promise.all(Array.from({ length: 10 }, () => resolve("public.example.com")));
    expect(names.asked.get("public.example.com"), "one question for each kind of address").to.equal(2);
  });

  it("whose servers do not answer hold up no others", async () => {
    const poster = new Poster({ total: 2_000 }, lookup);
    const post = (host: string) => poster.to(receiver.url().replace("127.0.0.1", host))({}, "{}");
    const hanging = silent.map((name) => post(name));
    const started = performance.now();
    const both = await Promise.all([post("app.example.com"), post("münchen.example.com")]);
    expect(both.map(({ status, error }) => [status, error])).to.deep.equal([
      [204, null],
      [204, null],
    ]);
    expect(performance.now() - started).to.be.below(1_500);
    expect((await Promise.all(hanging)).map(({ status }) => status)).to.deep.equal(silent.map(() => null));
    await poster.close();
  }).timeout(10_000);
});

import { expect } from "chai";
import { assertSendable, isPublic } from "../../../../services/webhooks/address-guard.ts";
import { Poster } from "../../../../services/webhooks/workers/poster.ts";
import { Receiver } from "../../../support/webhooks/receiver.ts";

describe("addresses that events may be sent to", () => {
  for (const address of ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
    it(`are those of the public network: ${address}`, () => expect(isPublic(address)).to.equal(true));

  for (const address of [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "169.254.1.1",
    "172.16.0.1",
    "192.168.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "fc00::1",
    "fe80::1",
    "ff02::1",
    "2002::1",
    "64:ff9b::a01:203",
    "::ffff:10.1.2.3",
    "::a00:1",
    "::7f00:1",
    "4000::1",
    "fec0::1",
    "64:ff9b:1::a01:203",
    "5f00::1",
    "168.63.129.16",
    "::ffff:168.63.129.16",
    "not an address",
  ])
    it(`are not private, local, reserved or translated: ${address}`, () => expect(isPublic(address)).to.equal(false));

  it("are refused with what is allowed, in development also programs of this machine", () => {
    for (const url of ["http://localhost:4000/hooks", "http://127.0.0.1/hooks", "https://app.example.com/hooks"])
      assertSendable(url);
    const { data } = errorOf(() => assertSendable("http://app.example.com/hooks"));
    const message = "must be https, on port 443; in development also http at localhost or 127.0.0.1";
    expect(data).to.deep.equal({ details: [{ path: "url", message }] });
  });

  function errorOf(work: () => void): { data?: object } {
    try {
      work();
    } catch (error) {
      return error as object;
    }
    return {};
  }
});

describe("a POST to an app", () => {
  const receiver = new Receiver();
  let poster: Poster;
  before(async () => {
    await receiver.start();
    poster = new Poster({ total: 400 });
  });
  after(async () => {
    await poster.close();
    await receiver.stop();
  });
  const post = (url = receiver.url()) => poster.to(url)({ "content-type": "application/json" }, "{}");

  it("follows no redirect", async () => {
    receiver.answer = () => (response) => response.writeHead(302, { Location: receiver.url("/elsewhere") }).end();
    expect(await post()).to.include({ status: 302, error: null });
    expect(receiver.received.map(({ path }) => path)).to.deep.equal(["/hook"]);
  });

  it("keeps the beginning of a long answer, and reads no more than 16 KiB of it", async () => {
    receiver.answer = () => (response) => response.writeHead(200).end("x".repeat(1_000_000));
    const { answer, status } = await post();
    expect([status, answer]).to.deep.equal([200, "x".repeat(1_000)]);
  });

  it("ends when there is no answer in time", async () => {
    receiver.answer = () => () => undefined;
    const { status, error, duration_ms } = await post();
    expect([status, error]).to.deep.equal([null, "No answer within 0.4 s."]);
    expect(duration_ms).to.be.within(300, 2_000);
  });

  it("connects to no private address, named or written out", async () => {
    for (const url of ["https://10.1.2.3/", "https://[fd00::1]/"])
      expect((await post(url)).error, url).to.match(/not an address of the public network/);
  });

  it("says why there is no connection", async () => {
    const gone = new Receiver();
    await gone.start();
    const url = gone.url();
    await gone.stop();
    expect((await post(url)).error).to.match(/ECONNREFUSED/);
  });
});

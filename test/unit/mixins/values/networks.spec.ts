import { expect } from "chai";
import { isNetwork, isWithin, networkOf } from "../../../../mixins/values/networks.ts";

describe("networks", () => {
  it("are of IPv4 the address, of IPv6 the /64, and of IPv4 in IPv6 that address in both notations", () => {
    expect(networkOf("192.0.2.7")).to.deep.equal({ network: "192.0.2.7", area: "192.0.2" });
    for (const ip of ["::ffff:192.0.2.7", "::FFFF:c000:207", "0:0:0:0:0:ffff:192.0.2.7"])
      expect(networkOf(ip), ip).to.deep.equal(networkOf("192.0.2.7"));
    for (const ip of ["2001:db8:1:2::9", "2001:0DB8:0001:0002:ffff::1", "2001:db8:1:2:3:4:5:6%eth0"])
      expect(networkOf(ip), ip).to.deep.equal({ network: "2001:db8:1:2", area: "2001:db8:1" });
  });

  it("hold the addresses of their prefix, and no others", () => {
    expect(isWithin("192.0.2.7", ["198.51.100.0/24", "192.0.2.0/25"])).to.equal(true);
    expect(isWithin("192.0.2.200", ["192.0.2.0/25"])).to.equal(false);
    expect(isWithin("::ffff:192.0.2.7", ["192.0.2.7"])).to.equal(true);
    expect(isWithin("2001:db8::1%eth0", ["2001:db8::/32"])).to.equal(true);
    for (const ip of ["", "unknown", "192.0.2", "192.0.2.7, 10.0.0.1"])
      expect(isWithin(ip, ["0.0.0.0/0", "::/0"])).to.equal(false);
  });

  it("are written as addresses or in CIDR notation", () => {
    for (const good of ["192.0.2.1", "192.0.2.0/24", "2001:db8::/32", "::/0"])
      expect(isNetwork(good), good).to.equal(true);
    for (const bad of ["", "192.0.2.0/33", "192.0.2/24", "2001:db8::/129", "a/8", "192.0.2.0/24/8", "192.0.2.0/"])
      expect(isNetwork(bad), bad).to.equal(false);
  });
});

import { expect } from "chai";
import type { Endpoint } from "../../../../services/api/endpoint.ts";
import { assertWholeTag, etagOf, expectedTags, isTagList, versionsIn } from "../../../../services/api/etag.ts";

describe("If-Match", () => {
  const whole = { ifMatch: {} } as Endpoint;
  const versionOnly = { ifMatch: "version" } as Endpoint;
  const tagsOf = (header: string, of = whole) => expectedTags(of, { "if-match": header });

  it("takes any tag by an asterisk or without the header, and none of a form that is not ours", () => {
    expect(expectedTags(whole, {})).to.equal(undefined);
    expect(tagsOf(" * ")).to.equal(undefined);
    for (const header of ["", "nonsense", '"nonsense"', 'W/"v1"', '"v1', '"v1.a b"', '"v12345678901"'])
      expect(tagsOf(header), header).to.deep.equal([]);
    expect(tagsOf('"v1", "v2.aB_-", W/"v3" ,"x","v4"')).to.deep.equal(['"v1"', '"v2.aB_-"', '"v4"']);
  });

  it("is a list of tags in quotes, of whatever form, or an asterisk", () => {
    for (const header of [undefined, "*", '"v1"', 'W/"v1"', '"nonsense", "v2.aB_-" ,'])
      expect(isTagList(header), header).to.equal(true);
    for (const header of ["", "v1", "nonsense", '"v1', 'v1, "v2"', "\"'", '"a b"'])
      expect(isTagList(header), header).to.equal(false);
  });

  it("leaves a second half out where no record has one", () => {
    expect(tagsOf('"v1.a", "v2"', versionOnly)).to.deep.equal(['"v2"']);
  });

  it("tells the versions in tags, and of none one that no record has", () => {
    expect(versionsIn(['"v1"', '"v22.abc"'])).to.deep.equal([1, 22]);
    expect(versionsIn([])).to.deep.equal([-1]);
  });

  it("is refused for another half of the current version, and leaves another version to the service", () => {
    const current = etagOf(3, "gold");
    const refused = (...expected: string[]) => {
      try {
        assertWholeTag(expected, current);
        return false;
      } catch (error) {
        return (error as { type: string }).type === "version_mismatch";
      }
    };
    expect(refused(current)).to.equal(false);
    expect(refused('"v2.x"', current)).to.equal(false);
    expect(refused(etagOf(3, "silver"))).to.equal(true);
    expect(refused(etagOf(3))).to.equal(true);
    expect(refused(etagOf(3, "silver"), '"v2"')).to.equal(true);
    expect(refused(etagOf(2, "silver"))).to.equal(false);
    expect(refused()).to.equal(false);
  });
});

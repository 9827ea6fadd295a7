import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { projectRoot } from "../../cli/cluster/plan.ts";
import { answersOf } from "../../cli/readme/run.ts";
import { normalised, samplesOf, withAnswers } from "../../cli/readme/samples.ts";
import { show, shownOf } from "../../cli/readme/show.ts";
import { programOf } from "../support/program.ts";

const readme = readFileSync(join(projectRoot, "README.md"), "utf8");

describe("the samples of the README", () => {
  it("answer what stands below them; npm run readme writes it", async function () {
    this.timeout(300_000);
    await programOf(["curl"], "curl");
    const shown = samplesOf(readme).flatMap(({ answer }) => (answer ? [answer.text] : []));
    expect(shown).to.have.length.above(5);
    const answers = await answersOf(readme);
    expect(answers.map(normalised)).to.deep.equal(shown.map(normalised));
  });

  it("show the fields that they name, and say what is left out", () => {
    const answer = { data: [{ id: "1", name: "n", more: { of: 1, it: 2 } }], total: 1 };
    expect(show(answer, shownOf("data.id data.more.it"))).to.equal('{"data":[{"id":"1","more":{"it":2, …}, …}], …}');
    expect(show(answer)).to.equal(JSON.stringify(answer));
    expect(() => show(answer, shownOf("data.gone"))).to.throw('no field "gone"');
  });

  it("are written over only where more than ids and times differs", () => {
    const of = (text: string) =>
      `## Thirty seconds\n\`\`\`bash\ncurl x\n\`\`\`\n<!-- answer -->\n\`\`\`json\n${text}\n\`\`\`\n<!-- /answer -->\n`;
    const [old, same, other] = ["01KDVDNZFGGBECHZ91YJ79H9W4", "01M7XQBYXWZ617VD6XPGJV1R0X"].flatMap((id, index) =>
      index === 0 ? [`{"id":"ord_${id}","n":1}`] : [`{"id":"ord_${id}","n":1}`, `{"id":"ord_${id}","n":2}`],
    ) as [string, string, string];
    expect(withAnswers(of(old), [`${same}\n`])).to.equal(of(old));
    expect(withAnswers(of(old), [`${other}\n`])).to.equal(of(other));
  });
});

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { projectRoot } from "../../cli/cluster/plan.ts";

// Reserved by MySQL 9.7 or MariaDB 11.8, and words that somebody might call a column. The whole lists are in their manuals.
const reserved = new Set(
  `accessible add all alter analyze and as asc before between both by call cascade case change check collate column
  condition constraint continue convert create cross cube cume_dist current_date current_time current_user cursor database
  databases declare default delayed delete dense_rank desc describe distinct distinctrow div drop dual each else elseif
  empty enclosed escaped except exists exit explain false fetch first_value for force foreign from fulltext function
  generated get grant group grouping groups having high_priority if ignore in index infile inner inout insert intersect
  interval into is iterate join json_table key keys kill lag last_value lateral lead leading leave left library like limit
  linear lines load localtime localtimestamp lock long loop low_priority manual master_bind match maxvalue mod modifies
  natural not nth_value ntile null of offset on optimize option optionally or order out outer outfile over page_checksum
  parallel partition percent_rank precision primary procedure purge qualify range rank read reads read_write recursive
  references regexp release rename repeat replace require resignal restrict return returning revoke right rlike row
  row_number rows schema schemas select sensitive separator set show signal spatial specific sql ssl starting stored
  straight_join system table tablesample terminated then to trailing trigger true undo union unique unlock unsigned update
  usage use using values varying virtual when where while window with write xor year_month zerofill`.split(/\s+/),
);

// A change that the release before could not live with goes through two releases: CONTRIBUTING.md.
const contracting = /\b(DROP\s+(TABLE|COLUMN)|RENAME\s+(TO|COLUMN)|CHANGE\s+COLUMN|MODIFY\s+COLUMN|ALTER\s+COLUMN)\b/i;
const oneEngines = /\b(IF\s+(NOT\s+)?EXISTS|RETURNING|FOR\s+SHARE|AS\s+new\b)/i;

describe("migrations", () => {
  const files = globSync("services/*/migrations/*.ts", { cwd: projectRoot }).sort();
  const sources = files.map((file) => ({ file, text: code(readFileSync(join(projectRoot, file), "utf8")) }));

  it("take nothing away that the release before needs", () => {
    const found = sources.filter(({ text }) => contracting.test(text)).map(({ file }) => file);
    expect(found, "expand now, contract with the release after").to.deep.equal([]);
  });

  it("add columns that the release before may leave out: with a default, or null", () => {
    const columns = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/(\w+): "([A-Z]+[^"]*)"/g)].map(([, name, type = ""]) => ({ file, name, type })),
    );
    expect(columns.length).to.be.above(20);
    const needed = columns.filter(({ type }) => /NOT NULL/.test(type) && !/DEFAULT/.test(type));
    expect(needed.map(({ file, name }) => `${file}: ${name}`)).to.deep.equal([]);
  });

  it("are written in what MySQL and MariaDB both parse", () => {
    const found = sources.filter(({ text }) => oneEngines.test(text)).map(({ file }) => file);
    expect(found).to.deep.equal([]);
  });

  it("name no column by a word that MySQL or MariaDB reserves", () => {
    const found = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/^\s*(\w+): [{"a-z]/gm)]
        .map(([, name = ""]) => name)
        .filter((name) => reserved.has(name) && isColumn(text, name))
        .map((name) => `${file}: ${name}`),
    );
    expect(found).to.deep.equal([]);
  });

  it("have numbers that no other of the service has", () => {
    const numbers = files.map((file) => file.replace(/(\d{4})-.*/, "$1"));
    expect(numbers.filter((each, at) => numbers.indexOf(each) !== at)).to.deep.equal([]);
  });
});

// A property with a column's type, not an option of one such as `unique: true`.
const isColumn = (text: string, name: string) =>
  new RegExp(`^\\s*${name}(: (\\{ type|types?\\.|text|number|money|time|free|store|"[A-Z]))`, "m").test(text);

function code(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

/** A sample: commands of the README, and the answer that stands below them. */
export interface Sample {
  commands: string;
  /** Undefined where no answer is shown. */
  answer?: Answer;
}

/** What is shown of the answer to the last command. */
export interface Answer {
  /** Whether the commands are run twice before, as a client does that lost the answer. */
  twice: boolean;
  /** What the answer holds once what came before has arrived; the commands are run until it does. */
  until: string | undefined;
  /** Headers that are shown above the body. */
  headers: string[];
  /** The fields of the body that are shown. */
  fields: string;
  /** What stands in the README. */
  text: string;
}

const block =
  /```bash\n(?<commands>.*?)```\n(?:<!-- answer(?<how>[^>]*)-->\n```\w*\n(?<text>.*?)```\n<!-- \/answer -->)?/gs;

/** The commands from the heading on that say how to try the product, with their answers. */
export function samplesOf(readme: string): Sample[] {
  return [...partOf(readme).matchAll(block)].map(({ groups }) => {
    const { commands = "", how, text = "" } = groups ?? {};
    return { commands, answer: how === undefined ? undefined : { ...readHow(how), text } };
  });
}

// `twice until=customer.created headers=ETag,Location: id email`
function readHow(how: string): Omit<Answer, "text"> {
  const [options = "", fields = ""] = how.split(/:(.*)/s);
  const headers = /headers=(\S+)/.exec(options)?.[1]?.split(",") ?? [];
  const until = /until=(\S+)/.exec(options)?.[1];
  return { twice: /\btwice\b/.test(options), until, headers, fields: fields.trim() };
}

const heading = "## Thirty seconds\n";

function partOf(readme: string): string {
  const begin = readme.indexOf(heading);
  if (begin < 0) throw new Error(`README.md has no "${heading.trim()}".`);
  const end = readme.indexOf("\n## ", begin + heading.length);
  return readme.slice(begin, end < 0 ? undefined : end);
}

/**
 * The README with these answers. Where they differ from what stands there only by what is another in each run, it stays as
 * it is; else all are of the same run, so that an id that is in two of them is the same.
 */
export function withAnswers(readme: string, answers: string[]): string {
  const shown = samplesOf(readme).flatMap(({ answer }) => (answer ? [answer.text] : []));
  if (shown.map(normalised).join("\n") === answers.map(normalised).join("\n")) return readme;
  const left = [...answers];
  const part = partOf(readme);
  const filled = part.replace(
    /(<!-- answer[^>]*-->\n```\w*\n).*?(```\n<!-- \/answer -->)/gs,
    (_all, before: string, after: string) => `${before}${left.shift() ?? ""}${after}`,
  );
  return readme.replace(part, () => filled);
}

/** An answer without what differs from run to run: ids that were made in it, times and cursors. */
export function normalised(text: string): string {
  return text
    .replace(/\b([a-z]{2,5})_[0-9A-HJKMNP-TV-Z]{26}\b/g, "$1_…")
    .replace(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, "time")
    .replace(/("next_cursor":)"[\w-]+"/g, '$1"…"')
    .replace(/\s+/g, " ");
}

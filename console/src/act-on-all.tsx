import { Act } from "./act.tsx";
import { Refused } from "./api.ts";

interface ActingOnAll<Item> {
  /** What is done, e.g. `Resume`. */
  verb: string;
  /** What it is done to, e.g. `runs`. */
  what: string;
  items: Item[];
  keyOf(item: Item): string;
  act(item: Item, note: string): Promise<unknown>;
  onDone(): void;
}

/** A button for the same act on all that a list shows: one note, and an act of its own for each. */
export function ActOnAll<Item>({ verb, what, items, keyOf, act, onDone }: ActingOnAll<Item>) {
  if (items.length < 2) return null;
  const actOnAll = async (note: string) => {
    const refused: string[] = [];
    // One after the other: whoever waits for the same cause comes back at a bearable pace.
    for (const item of items)
      await act(item, note).catch((failure: unknown) => refused.push(`${keyOf(item)}: ${(failure as Error).message}`));
    if (refused.length > 0)
      throw new Refused(`${refused.length} of ${items.length} were refused. ${refused.slice(0, 3).join(" ")}`);
  };
  return (
    <p className="buttons">
      <Act
        label={`${verb} all ${items.length}`}
        title={`${verb} the ${items.length} ${what} of this page`}
        needsNote={false}
        act={actOnAll}
        onDone={onDone}
      />
    </p>
  );
}

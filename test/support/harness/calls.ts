import "./data.ts";
import { product } from "./index.ts";

/** How often an action was called so far, in all processes of the product: each counts what it has sent or handled. */
export async function callsOf(action: string): Promise<number> {
  const pages = await Promise.all(product().metricsUrls.map(async (url) => (await fetch(url)).text()));
  const samples = pages.join("\n").matchAll(/^action_calls(?:_total)?\{([^}]*)\} (\d+)/gm);
  return [...samples].reduce(
    (sum, [, labels, value]) => sum + (labels?.includes(`action="${action}"`) ? Number(value) : 0),
    0,
  );
}

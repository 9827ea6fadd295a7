import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { until } from "./until.ts";

const axe = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Checks the page by the rules of WCAG 2 A and AA. */
export async function assertAccessible(page: Page): Promise<void> {
  // Elements that are fading in do not have their final colours.
  const stands = "document.getAnimations().every((each) => each.playState !== 'running')";
  await until(() => page.evaluate<boolean>(stands), 60_000);
  const run = `axe.run(document, { runOnly: ["wcag2a", "wcag2aa"] })`;
  const session = await page.context().newCDPSession(page);
  // By the debugger, because the page's policy lets no script in that is not its own.
  await session.send("Runtime.evaluate", { expression: await axe });
  const { result } = await session.send("Runtime.evaluate", {
    expression: `${run}.then(({ violations }) => JSON.stringify(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])))`,
    awaitPromise: true,
    returnByValue: true,
  });
  expect(JSON.parse(String(result.value)), "what axe finds").to.deep.equal([]);
}

import "./data.ts";
import "./kept-events.ts";
import { env } from "../../../config/env.ts";
import type { ActionName, ActionParams, ActionResult } from "../../../services/contracts.ts";
import { type Actions, actionsOf } from "./actions.ts";
import { Conformity } from "./conform.ts";
import { type Reply, type Sending, send } from "./http.ts";
import { type Beside, type Product, startProduct } from "./product.ts";

export type { Operation } from "./conform.ts";
export type { Credential, Parsed, Reply, Sending } from "./http.ts";
export type { Beside } from "./product.ts";

let running: { product: Product; conformity: Conformity; actions: Actions } | undefined;

// Hooks of the root: one product for all files of a run. Each test makes stores of its own in it.
before("the product starts", async function () {
  this.timeout(180_000);
  if (process.env.TEST_PROFILE !== "distributed" && env.DATA_DIR !== process.env.DATA_DIR)
    throw new Error("Something read the environment before data.ts was imported: import that first.");
  const product = await startProduct();
  const { body } = await send(product.url, "GET", "/openapi.json");
  running = { product, conformity: new Conformity(body), actions: await actionsOf(product) };
});

after("the product stops", async function () {
  this.timeout(60_000);
  await running?.actions.stop();
  await running?.product.stop();
});

function here() {
  if (!running) throw new Error("The product runs from the first hook to the last only.");
  return running;
}

/** False when the product could not be started. */
export const isRunning = () => running !== undefined;

/** The product under test. */
export const product = () => here().product;

/** The OpenAPI document that it gives, and what follows from it. */
export const conformity = () => here().conformity;

/** Sends a request and checks the answer by the OpenAPI document and contract §1. */
export async function ask(method: string, path: string, sending: Sending = {}): Promise<Reply> {
  const reply = await send(here().product.url, method, path, sending);
  here().conformity.check(reply);
  return reply;
}

/** The same to a gateway beside the product's own. */
export async function askBeside({ url }: Beside, method: string, path: string, sending: Sending = {}): Promise<Reply> {
  const reply = await send(url, method, path, sending);
  here().conformity.check(reply);
  return reply;
}

/** Calls an action of the running product, for what no surface offers. */
export function act<Name extends ActionName>(name: Name, params: ActionParams<Name>): Promise<ActionResult<Name>> {
  return here().actions.call(name, params);
}

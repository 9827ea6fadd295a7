import { expect } from "chai";
import Joi from "joi";
import type { ActionSchema, Context } from "moleculer";
import { registerParams, validator } from "../../../config/validator.ts";

const item = Joi.object({ id: Joi.string().required() });
registerParams("shop.sell", Joi.object({ store_id: Joi.number().required(), items: Joi.array().items(item) }));

describe("the parameters of an action", () => {
  it("lack what only a caller of a later release knows", async () => {
    const params = { store_id: 1, wrapped: true, items: [{ id: "a", colour: "red" }, { id: "b" }] };
    expect(await sell(params, "another process")).to.deep.equal({ store_id: 1, items: [{ id: "a" }, { id: "b" }] });
    expect(params, "the caller's own").to.have.property("wrapped");
  });

  it("are refused with an unknown one from the same process, whose release knows all of them", async () => {
    expect(await refusalOf({ store_id: 1, wrapped: true }, "here")).to.include({ path: "wrapped" });
  });

  it("are refused when they are not right otherwise, wherever they come from", async () => {
    expect(await refusalOf({ store_id: "one", wrapped: true }, "another process")).to.include({ path: "store_id" });
    expect(await refusalOf({ wrapped: true }, "another process")).to.include({ path: "store_id" });
  });
});

async function sell(params: object, nodeID: string): Promise<unknown> {
  const handler = async (ctx: Context) => ctx.params;
  const action = validator.localAction?.call({} as never, handler, { name: "shop.sell" } as ActionSchema);
  return action?.call({} as never, { params, nodeID, broker: { nodeID: "here" } } as unknown as Context);
}

async function refusalOf(params: object, nodeID: string): Promise<unknown> {
  try {
    await sell(params, nodeID);
  } catch (error) {
    return (error as { data: { details: { path: string }[] } }).data.details[0];
  }
  return undefined;
}

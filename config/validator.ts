import type { Schema } from "joi";
import { Errors, type Middleware } from "moleculer";

// Not in the actions' `params`, which every packet of the registry includes in full.
const schemas = new Map<string, Schema>();

/** Registers the schema of an action's parameters. */
export function registerParams(action: string, schema: Schema): void {
  schemas.set(action, schema);
}

/** Checks the parameters of every action of this process before its handler runs. */
export const validator: Middleware = {
  name: "Validator",
  localAction(next, action) {
    const schema = schemas.get(action.name ?? "");
    if (!schema) return next;
    return function validated(ctx) {
      const { error, value } = schema.validate(ctx.params, { abortEarly: false, convert: false });
      if (error) {
        const details = error.details.map(({ path, message }) => ({ path: path.join("."), message }));
        throw new Errors.MoleculerClientError("The parameters are not right.", 400, "validation_error", { details });
      }
      ctx.params = value;
      return next.call(this, ctx);
    };
  },
};

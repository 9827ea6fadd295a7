import type { Json } from "../openapi/json-schema.ts";
import { type Html, html } from "./html.ts";

/** A JSON Schema as these documents write them. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}

/** Shows the schemas of one document as lists of fields. */
export class SchemaView {
  readonly #named: Record<string, Schema>;

  constructor(document: Json) {
    this.#named = (document.components as { schemas: Record<string, Schema> }).schemas;
  }

  /** The fields of an object, or of what a list holds; what is inside a field is folded. */
  fields(schema: Json, above: string[] = []): Html {
    const whole = this.#whole(schema as Schema);
    const { properties = {}, required = [] } = whole;
    const rows = Object.entries(properties);
    if (rows.length === 0) return html``;
    return html`<ul class="fields">
      ${rows.map(([name, field]) => this.#row(name, field, required.includes(name), above))}
    </ul>`;
  }

  /** What a value is, in words: `text, 1 to 40 characters`. */
  typeOf(schema: Json): string {
    const { type, format, enum: values, const: only, items, anyOf, oneOf, ...limits } = this.#found(schema as Schema);
    if (only !== undefined) return JSON.stringify(only);
    if (values) return `one of ${values.map(String).join(", ")}`;
    const choices = anyOf ?? oneOf;
    if (choices) return [...new Set(choices.map((each) => this.typeOf(each as Json)))].join(" or ");
    if (items) return `list of ${this.typeOf(items as Json)}${within(limits.minItems, limits.maxItems, "entries")}`;
    const types = [type ?? (limits.properties ? "object" : "any value")].flat().map((each) => words[each] ?? each);
    const range = within(limits.minLength, limits.maxLength, "characters") + within(limits.minimum, limits.maximum, "");
    return `${types.join(" or ")}${format ? ` (${format})` : ""}${range}`;
  }

  #row(name: string, schema: Schema, isRequired: boolean, above: string[]): Html {
    const found = this.#found(schema);
    const about = schema.description ?? found.description;
    const model = this.#modelOf(schema);
    // A model inside itself is named and not shown again.
    const inside =
      model && above.includes(model) ? html`` : this.fields(schema as Json, model ? [...above, model] : above);
    return html`<li><code>${name}</code> <small>${this.typeOf(schema as Json)}${isRequired && html` · <b>required</b>`}</small>
      ${about && html`<p>${proseOf(about)}</p>`}
      ${inside.text !== "" && html`<details><summary>Fields of <code>${name}</code></summary>${inside}</details>`}
    </li>`;
  }

  // The object that a schema is or holds: of a list its entries, of several the first with fields, of parts all.
  #whole(schema: Schema): Schema {
    const found = this.#found(schema);
    if (found.items) return this.#whole(found.items);
    const choice = [...(found.anyOf ?? []), ...(found.oneOf ?? [])].map((each) => this.#whole(each));
    const parts = (found.allOf ?? []).map((each) => this.#whole(each));
    const all = [found, ...parts, ...choice.filter(({ properties }) => properties).slice(0, 1)];
    return {
      properties: Object.assign({}, ...all.map(({ properties }) => properties)),
      required: all.flatMap(({ required = [] }) => required),
    };
  }

  #found = (schema: Schema): Schema =>
    schema.$ref === undefined ? schema : { ...this.#named[nameOf(schema.$ref)], ...schema };

  #modelOf(schema: Schema): string | undefined {
    if (schema.$ref !== undefined) return nameOf(schema.$ref);
    const inner = schema.items ?? schema.anyOf?.find(({ $ref }) => $ref !== undefined);
    return inner && this.#modelOf(inner);
  }
}

const nameOf = (ref: string) => ref.slice(ref.lastIndexOf("/") + 1);

const words: Record<string, string> = { string: "text", boolean: "true or false" };

function within(least: number | undefined, most: number | undefined, what: string): string {
  if (least === undefined && most === undefined) return "";
  const unit = what && ` ${what}`;
  if (most === undefined)
    return least === 0 || (least === 1 && what === "characters") ? "" : `, ${least}${unit} or more`;
  return least === undefined ? `, up to ${most}${unit}` : `, ${least} to ${most}${unit}`;
}

/** Text with `code` in backticks. */
export const proseOf = (text: string): Html[] =>
  text.split("`").map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));

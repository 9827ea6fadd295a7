import { createHash } from "node:crypto";
import type { WebRequest } from "../http/web-request.ts";

/** HTML that is safe as it stands. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Html | Html[] | false | null | undefined;

/** A template of HTML: every value is escaped, but what is HTML already. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(parts.reduce((text, part, at) => `${text}${shown(values[at - 1])}${part}`, ""));
}

function shown(value: Value): string {
  if (value === false || value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(({ text }) => text).join("\n");
  return value instanceof Html ? value.text : escaped(String(value));
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** True for a browser that opens a page; programs get JSON. */
export const wantsHtml = ({ headers }: WebRequest): boolean => headers.accept?.includes("text/html") === true;

/** The source expression by which a policy allows an inline style or script. */
export const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

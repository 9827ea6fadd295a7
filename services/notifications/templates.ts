import { readFileSync } from "node:fs";
import { Liquid, type Template } from "liquidjs";
import { env } from "../../config/env.ts";
import { type MessageTemplate, messageTemplates } from "../contracts.ts";
import { languages } from "./notifications.rules.ts";
import type { Labels } from "./template-context.ts";

type Section = "subject" | "preheader" | "heading" | "body" | "short" | "footer";

/** A template in two formats: HTML, where every value is escaped, and plain text. */
interface Formats {
  html: Template[];
  text: Template[];
}

/** The sections of one template in one language. */
export type Wording = Record<Section, Formats>;

/** A language: its labels and its templates. */
export interface Language {
  labels: Labels;
  messageTemplates: Record<MessageTemplate, Wording>;
  /** The message with a one-time code. */
  code: Wording;
  /** The message about a change of an account. */
  security: Wording;
}

// An unknown variable is a programming error: tests refuse it, but in production the message is still sent.
const options = { strictFilters: true, strictVariables: env.NODE_ENV !== "production", ownPropertyOnly: true };
const engines = { html: new Liquid({ ...options, outputEscape: "escape" }), text: new Liquid(options) };

/** Renders a parsed template. */
export const render = (format: keyof Formats, template: Template[], scope: object): string =>
  engines[format].renderSync(template, scope) as string;

const read = (path: string) => readFileSync(new URL(`templates/${path}`, import.meta.url), "utf8");

/** The layouts of e-mails. */
export const layouts = formatsOf(read("layout.html.liquid"), read("layout.text.liquid"));

// Templates are code: they are parsed once, and a parse error fails the start.
const known = new Map<string, Language>(languages.map((name) => [name, readLanguage(name)]));

/** Finds the language of a tag such as `bn-BD`, else of its base, else English; returns it with its name. */
export function languageOf(tag: string): { name: string; language: Language } {
  const lower = tag.toLowerCase();
  for (const name of [lower, lower.split("-")[0] ?? "", "en"]) {
    const language = known.get(name);
    if (language) return { name, language };
  }
  throw new Error("There are no English templates.");
}

function formatsOf(html: string, text: string): Formats {
  return { html: engines.html.parse(html), text: engines.text.parse(text) };
}

function readLanguage(name: string): Language {
  const wordings = messageTemplates.map((template) => [template, wordingOf(read(`${name}/${template}.liquid`))]);
  return {
    labels: JSON.parse(read(`${name}/labels.json`)),
    messageTemplates: Object.fromEntries(wordings),
    code: wordingOf(read(`${name}/code.liquid`)),
    security: wordingOf(read(`${name}/security.liquid`)),
  };
}

// Each section of a file follows a line such as `== subject`.
function wordingOf(source: string): Wording {
  const parts = source.split(/^== (\w+)\n/m).slice(1);
  const sections = parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1]?.trim() ?? ""]] : []));
  const parsed = sections.map(([name, text = ""]) => [name, formatsOf(text, text)]);
  return Object.fromEntries(parsed);
}

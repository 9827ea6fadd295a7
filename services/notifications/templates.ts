import { readFileSync } from "node:fs";
import { Liquid, type Template } from "liquidjs";
import { env } from "../../config/env.ts";
import { type MessageTemplate, messageTemplates } from "../contracts.ts";
import { languages } from "./notifications.rules.ts";
import type { Labels } from "./template-context.ts";

type Section = "subject" | "preheader" | "heading" | "body" | "short" | "footer";

/** A template in its two manners: for HTML, where every value is escaped, and for plain text. */
interface Manners {
  html: Template[];
  text: Template[];
}

/** What a language says on an occasion. */
export type Wording = Record<Section, Manners>;

/** A language: its words, and what it says on each occasion. */
export interface Language {
  labels: Labels;
  messageTemplates: Record<MessageTemplate, Wording>;
  /** What goes with a one-time code. */
  code: Wording;
}

// An unknown name is a slip of ours: tests refuse it, and a customer is not left without a message for it.
const options = { strictFilters: true, strictVariables: env.NODE_ENV !== "production", ownPropertyOnly: true };
const engines = { html: new Liquid({ ...options, outputEscape: "escape" }), text: new Liquid(options) };

/** Renders a template that was read below. */
export const render = (manner: keyof Manners, template: Template[], scope: object): string =>
  engines[manner].renderSync(template, scope) as string;

const read = (path: string) => readFileSync(new URL(`templates/${path}`, import.meta.url), "utf8");

/** The frames of e-mails. */
export const layouts: Manners = {
  html: engines.html.parse(read("layout.html.liquid")),
  text: engines.text.parse(read("layout.text.liquid")),
};

// Templates are code: read once, and one that cannot be parsed ends the start.
const known = new Map<string, Language>(languages.map((name) => [name, readLanguage(name)]));

/** The language of a tag such as `bn-BD`, or its base's, or English; with the name of the one that was found. */
export function languageOf(tag: string): { name: string; language: Language } {
  const lower = tag.toLowerCase();
  for (const name of [lower, lower.split("-")[0] ?? "", "en"]) {
    const language = known.get(name);
    if (language) return { name, language };
  }
  throw new Error("There are no English templates.");
}

function readLanguage(name: string): Language {
  const wordings = messageTemplates.map((occasion) => [occasion, wordingOf(read(`${name}/${occasion}.liquid`))]);
  return {
    labels: JSON.parse(read(`${name}/labels.json`)),
    messageTemplates: Object.fromEntries(wordings),
    code: wordingOf(read(`${name}/code.liquid`)),
  };
}

// A file has a part for each section, under a line such as `== subject`.
function wordingOf(source: string): Wording {
  const parts = source.split(/^== (\w+)\n/m).slice(1);
  const sections = parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1]?.trim() ?? ""]] : []));
  const parsed = sections.map(([name, text = ""]) => [
    name,
    { html: engines.html.parse(text), text: engines.text.parse(text) },
  ]);
  return Object.fromEntries(parsed);
}

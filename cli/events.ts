import { asJson, keepDocuments } from "./documents.ts";
import { asyncapi } from "./events/asyncapi.ts";
import { readFacts } from "./events/facts.ts";
import { eventsPage } from "./events/page.ts";

// `npm run events` writes the documents of all facts; with `--check` it only says whether the committed ones are current.
const facts = readFacts();
keepDocuments("npm run events", [
  ["asyncapi.json", asJson(asyncapi(facts))],
  ["events.md", eventsPage(facts)],
]);

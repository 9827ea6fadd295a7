import { asJson, keepDocuments } from "./documents.ts";
import { asyncapi } from "./events/asyncapi.ts";
import { readEvents } from "./events/catalog.ts";
import { eventsPage } from "./events/page.ts";

// `npm run events` writes the documents of all events; with `--check` it only says whether the committed ones are current.
const events = readEvents();
keepDocuments("npm run events", [
  ["asyncapi.json", asJson(asyncapi(events))],
  ["events.md", eventsPage(events)],
]);

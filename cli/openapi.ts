import { openapi } from "../services/api/openapi/document.ts";
import { surfaces } from "../services/api/surfaces/index.ts";
import { asJson, writeDocuments } from "./documents.ts";

// `npm run openapi` writes the documents; with `--check` it only checks that the committed ones are up to date.
writeDocuments("npm run openapi", [
  ["openapi/openapi.json", asJson(openapi(surfaces))],
  ...surfaces.map((surface) => [`openapi/${surface.name}.json`, asJson(openapi([surface]))] as const),
]);

import { openapi } from "../services/api/openapi/document.ts";
import { surfaces } from "../services/api/surfaces/index.ts";
import { asJson, keepDocuments } from "./documents.ts";

// `npm run openapi` writes the documents; with `--check` it only says whether the committed ones are current.
keepDocuments("npm run openapi", [
  ["openapi/openapi.json", asJson(openapi(surfaces))],
  ...surfaces.map((surface) => [`openapi/${surface.name}.json`, asJson(openapi([surface]))] as const),
]);

import { pascal } from "./names.ts";
import type { Sources } from "./sources.ts";
import {
  actionFile,
  actionSpec,
  composeEntry,
  contractFile,
  reexportLine,
  schemaFile,
  serviceFile,
} from "./templates.ts";

/** Adds a service with a database and one action, to the contracts and the Compose file too. */
export function newService(sources: Sources, service: string): void {
  if (!/^[a-z]+$/.test(service)) throw new Error(`"${service}" is no name of a service: small letters alone.`);
  const contract = `contracts/${service}-actions.ts`;
  sources.add(`services/${service}/${service}.service.ts`, serviceFile(service));
  sources.add(`services/${service}/${service}.schema.ts`, schemaFile(service));
  sources.add(`services/${service}/actions/get.ts`, actionFile(service, "get"));
  sources.add(`services/${contract}`, contractFile(service));
  const actions = `${pascal(service)}Actions`;
  sources.addImport("services/contracts.ts", `type ${actions}`, `./${contract}`);
  sources.edit("services/contracts.ts", /^export (type )?\* from/m, `${reexportLine(`./${contract}`)}\n$&`);
  sources.edit("services/contracts.ts", /^export interface Actions\s+extends /m, `$&${actions}, `);
  sources.edit("docker-compose.yml", /^ {2}reviews:\n/m, `${composeEntry(service)}$&`);
  sources.add(`test/unit/services/${service}/get.spec.ts`, actionSpec(service, "get"));
}

import { kebab } from "./names.ts";
import type { Sources } from "./sources.ts";
import { actionFile, actionSpec, paramsLine, resultLine } from "./templates.ts";

/** Adds an action by its full name, `catalog.openingHours`: parameters, contract, handler, service entry, test. */
export function newAction(sources: Sources, fullName: string): void {
  const [service, name] = addAction(sources, fullName);
  sources.add(`test/unit/services/${service}/${kebab(name)}.spec.ts`, actionSpec(service, name));
}

/** The same without the test. Returns the names of the service and of the action in it. */
export function addAction(sources: Sources, fullName: string): [service: string, name: string] {
  const [, service, name] = /^([a-z]+)\.([a-z][A-Za-z0-9]*)$/.exec(fullName) ?? [];
  if (!service || !name)
    throw new Error(`"${fullName}" is no name of an action: write one such as catalog.openingHours.`);
  const serviceFile = `services/${service}/${service}.service.ts`;
  if (!/= coreService\(|default coreService\(/.test(sources.read(serviceFile)))
    throw new Error(`${service} is no service with a database: make this one by hand.`);
  const schema = `services/${service}/${service}.schema.ts`;
  // Several actions may share a file, so the file of this name says nothing.
  if (new RegExp(`^  ${name}:`, "m").test(sources.read(schema)))
    throw new Error(`There is an action ${fullName} already.`);
  sources.add(`services/${service}/actions/${kebab(name)}.ts`, actionFile(service, name));
  sources.edit(schema, /(?<=^export const params = \{[\s\S]*?)^\};/m, `${paramsLine(name)}\n$&`);
  sources.edit(`services/contracts/${service}-actions.ts`, /;?\s*\}\s*>;\s*$/, `; ${resultLine(name)} }>;\n`);
  sources.addImport(serviceFile, name, `./actions/${kebab(name)}.ts`);
  sources.edit(serviceFile, /(?<=^ {2}actions: \[[^\]]*?),?\s*\]/m, `, ${name}]`);
  return [service, name];
}

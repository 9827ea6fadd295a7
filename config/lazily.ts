import { createRequire } from "node:module";

const load = createRequire(import.meta.url);

/** A package that is loaded when it is first used: most processes never use it, and start sooner with less memory. */
export function lazily<Module>(name: string): () => Module {
  let loaded: Module | undefined;
  return () => {
    loaded ??= load(name) as Module;
    return loaded;
  };
}

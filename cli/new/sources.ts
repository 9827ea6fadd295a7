import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The project's sources with changes in memory, until `write()` writes all of them. */
export class Sources {
  readonly root: string;
  readonly #changed = new Map<string, string>();

  constructor(root: string) {
    this.root = root;
  }

  has(file: string): boolean {
    return this.#changed.has(file) || existsSync(join(this.root, file));
  }

  /** The text of a file. Throws an Error when there is no such file. */
  read(file: string): string {
    if (!this.has(file)) throw new Error(`There is no ${file}.`);
    return this.#changed.get(file) ?? readFileSync(join(this.root, file), "utf8");
  }

  /** Adds a file. Throws an Error when it exists already. */
  add(file: string, text: string): void {
    if (this.has(file)) throw new Error(`There is a ${file} already.`);
    this.#changed.set(file, text);
  }

  /** Replaces a match. Throws an Error without a match: the file has another form than its kind. */
  edit(file: string, pattern: RegExp, replacement: string): void {
    const text = this.read(file);
    if (!pattern.test(text)) throw new Error(`${file} has nothing like ${pattern}: make this one by hand.`);
    this.#changed.set(
      file,
      text.replace(pattern, (...found) => replacement.replace("$&", () => found[0])),
    );
  }

  /** Imports a name unless it is imported already. The formatter sorts and merges imports. */
  addImport(file: string, name: string, from: string): void {
    const text = this.read(file);
    const plain = name.replace(/^type /, "");
    const known = new RegExp(`^import (type )?\\{[^}]*\\b${plain}\\b`, "m");
    if (!known.test(text)) this.#changed.set(file, `import { ${name} } from "${from}";\n${text}`);
  }

  /** Writes all changes; returns the files in the order of their first change. */
  write(): string[] {
    for (const [file, text] of this.#changed) {
      mkdirSync(join(this.root, dirname(file)), { recursive: true });
      writeFileSync(join(this.root, file), text);
    }
    return [...this.#changed.keys()];
  }
}

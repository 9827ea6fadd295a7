import { type FileHandle, open } from "node:fs/promises";
import type { RefusedRow } from "../../../services/contracts.ts";

/** A file of the rows that were refused, with why: it can be mended and imported again. */
export class Report {
  #file: FileHandle | undefined;
  readonly #path: string;
  readonly #header: string[];

  constructor(path: string, header: string[]) {
    this.#path = path;
    this.#header = header;
  }

  /** True when no row was refused: there is no file then. */
  get isEmpty(): boolean {
    return this.#file === undefined;
  }

  /** Adds rows. */
  async add(refused: readonly RefusedRow[]): Promise<void> {
    if (refused.length === 0) return;
    const { reportHeader, reportRows } = await import("../../../services/api/imports/report.ts");
    if (!this.#file) {
      this.#file = await open(this.#path, "w");
      await this.#file.write(reportHeader(this.#header));
    }
    await this.#file.write(reportRows(this.#header, refused));
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}

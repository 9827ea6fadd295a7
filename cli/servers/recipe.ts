import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The three servers of the distributed profile. */
export type ServerName = "nats" | "mariadb" | "redis";

/** Where a private server keeps its files, and how it is reached. */
export interface Place {
  folder: string;
  port: number;
  password: string;
}

/** The command that runs one of a recipe's binaries, wherever it comes from. */
export type Program = (binary: string, args: string[]) => [program: string, ...args: string[]];

/** Runs such a command to its end. */
export const runProgram = ([program, ...args]: [string, ...string[]]) => promisify(execFile)(program, args);

/** How to run one kind of server, from a program or from its official image. */
export interface Recipe {
  name: ServerName;
  /** The variable that names one to use instead. */
  variable: "NATS_URL" | "DATABASE_URL" | "REDIS_URL";
  /** Programs it needs; the first is the server. */
  binaries: [string, ...string[]];
  debianPackage: string;
  url(place: Place): string;
  /** Prepares the folder before the first start; `program` makes the command of one of the binaries. */
  prepare(place: Place, program: Program): Promise<void>;
  /** Arguments of the server program. */
  args(place: Place): string[];
  /** The same server as a container. */
  container: {
    image: string;
    port: number;
    options(place: Place): string[];
    command(place: Place): string[];
    user?: string;
  };
  /** Sends one real request; rejects while the server cannot answer it. */
  ping(url: string): Promise<void>;
}

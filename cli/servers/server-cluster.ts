import type { Handle } from "./handle.ts";

/** Several servers of one kind on this machine that are one cluster. */
export interface ServerCluster {
  nodes: Handle[];
  /** The product's URL of it, with every node. */
  url: string;
  /** Stops all nodes and removes their files. */
  stop(): Promise<void>;
}

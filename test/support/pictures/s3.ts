import { toolsOf } from "../tools.ts";

interface Options {
  /** Objects are files in it. */
  directory: string;
  /** Of the server, for TLS. */
  cert?: Buffer;
  key?: Buffer;
}
interface Server {
  run(): Promise<{ address: string; port: number }>;
  close(): Promise<void>;
}
type Module = { default: new (options: object) => Server };

/** Starts a server that speaks S3 with the bucket `pictures`, on any free port. Its keys are `S3RVER:S3RVER`. */
export async function startS3(options: Options): Promise<{ port: number; stop(): Promise<void> }> {
  const { default: S3rver } = await (await toolsOf("s3")).load<Module>("@20minutes/s3rver");
  const place = { address: "127.0.0.1", port: 0, silent: true, configureBuckets: [{ name: "pictures" }] };
  const server = new S3rver({ ...place, ...options });
  const { port } = await server.run();
  return { port, stop: () => server.close() };
}

import { encodeBytes } from "./picture.ts";

// A process that decodes pictures one at a time, for `decoders.ts`: native code cannot be interrupted in any other way
// than by killing its process.
const send = (message: object) => process.send?.(message);

process.on("message", ({ bytes }: { bytes: Uint8Array }) => {
  encodeBytes(Buffer.from(bytes)).then(
    (encoded) => send({ encoded }),
    ({ code, type, message }) => send({ refused: { code, type, message } }),
  );
});
// The gateway decides when it ends; Ctrl-C in a terminal reaches it too.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
process.on("disconnect", () => process.exit(0));
send({ ready: true });

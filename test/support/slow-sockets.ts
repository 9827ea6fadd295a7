import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A client that never closes its end, and notes when the server has destroyed the connection. */
export interface SlowSocket {
  socket: Socket;
  /** Milliseconds from the connection to its end. */
  gone: Promise<number>;
}

/** Opens a connection that sends `head` and then one byte of `rest` a second; it reads nothing where `reads` is false. */
export async function slowSocket(url: string, head: string, rest = "x", reads = true): Promise<SlowSocket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  await once(socket, "connect");
  const since = Date.now();
  const closed = Promise.withResolvers<number>();
  const drip = setInterval(() => socket.write(rest), 1_000);
  // One that sends nothing learns only by a write whether the server has closed its half or all.
  socket.once("end", () => {
    if (rest === "") setInterval(() => socket.destroyed || socket.write("x"), 200).unref();
  });
  // A write after the server has destroyed the connection fails; one that is only half closed goes on for ever.
  socket.on("error", () => undefined);
  socket.once("close", () => {
    clearInterval(drip);
    closed.resolve(Date.now() - since);
  });
  if (reads) socket.resume();
  socket.write(head);
  return { socket, gone: closed.promise };
}

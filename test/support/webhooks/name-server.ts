import { createSocket } from "node:dgram";
import { once } from "node:events";
import { isIPv4 } from "node:net";

/** The addresses of each name, or `silent` for one that is never answered; others do not exist. */
type Names = Record<string, string[] | "silent">;

/** A server of names on a local port. */
export interface NameServer {
  address: string;
  /** How many questions it has had of each name. */
  asked: Map<string, number>;
  stop(): Promise<void>;
}

/** Starts one over UDP, which answers A and AAAA by a table. */
export async function startNameServer(names: Names): Promise<NameServer> {
  const asked = new Map<string, number>();
  const socket = createSocket("udp4");
  socket.on("message", (question, { port, address }) => {
    const name = nameIn(question);
    asked.set(name, (asked.get(name) ?? 0) + 1);
    const known = names[name];
    if (known !== "silent") socket.send(answerTo(question, name, known), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    stop: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

const headerBytes = 12;

function nameIn(question: Buffer): string {
  const labels: string[] = [];
  for (let at = headerBytes; question[at]; at += (question[at] ?? 0) + 1)
    labels.push(question.toString("latin1", at + 1, at + 1 + (question[at] ?? 0)));
  return labels.join(".").toLowerCase();
}

function answerTo(question: Buffer, name: string, addresses: string[] | undefined): Buffer {
  const end = headerBytes + name.length + 2 + 4;
  const type = question.readUInt16BE(end - 4);
  const fitting = (addresses ?? []).filter((address) => type === (isIPv4(address) ? 1 : 28));
  const header = Buffer.from(question.subarray(0, headerBytes));
  // An answer, with NXDOMAIN (3) for a name that does not exist; and no additional records.
  header.writeUInt16BE(addresses ? 0x8180 : 0x8183, 2);
  header.writeUInt16BE(fitting.length, 6);
  header.writeUInt32BE(0, 8);
  return Buffer.concat([header, question.subarray(headerBytes, end), ...fitting.map((each) => recordOf(each, type))]);
}

function recordOf(address: string, type: number): Buffer {
  const data = isIPv4(address) ? Buffer.from(address.split(".").map(Number)) : bytesOfIPv6(address);
  const record = Buffer.alloc(12);
  // The name is that of the question, which begins behind the header.
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(type, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt16BE(data.length, 10);
  return Buffer.concat([record, data]);
}

function bytesOfIPv6(address: string): Buffer {
  const [before = "", after = ""] = address.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16)));
  const [left, right] = [groups(before), groups(after)];
  const all = [...left, ...Array(8 - left.length - right.length).fill(0), ...right];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 255]));
}

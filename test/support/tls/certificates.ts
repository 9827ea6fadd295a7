import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** PEM files of one test: an authority, what it signed for `localhost`, and an authority that signed nothing here. */
export interface Certificates {
  ca: string;
  cert: string;
  key: string;
  /** Signed by the same authority, for another name. */
  otherName: { cert: string; key: string };
  /** Signed by the same authority for a client. */
  client: { cert: string; key: string };
  foreignCa: string;
}

/** Makes the certificates in a folder, valid for a day. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const [ca, foreign] = [await authority(folder, "ca"), await authority(folder, "foreign")];
  return {
    ca: ca.cert,
    ...(await signed(folder, "server", ca, "subjectAltName=DNS:localhost,IP:127.0.0.1")),
    otherName: await signed(folder, "other", ca, "subjectAltName=DNS:elsewhere.example"),
    client: await signed(folder, "client", ca, "extendedKeyUsage=clientAuth"),
    foreignCa: foreign.cert,
  };
}

interface Pair {
  cert: string;
  key: string;
}

const openssl = (...args: string[]) => promisify(execFile)("openssl", args);
const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

async function authority(folder: string, name: string): Promise<Pair> {
  const pair = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}-key.pem`) };
  const files = ["-keyout", pair.key, "-out", pair.cert];
  await openssl("req", "-x509", ...newKey, ...files, "-days", "1", "-subj", `/CN=Test authority ${name}`);
  return pair;
}

async function signed(folder: string, name: string, ca: Pair, extension: string): Promise<Pair> {
  const pair = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}-key.pem`) };
  const [request, extensions] = [join(folder, `${name}.csr`), join(folder, `${name}.ext`)];
  await openssl("req", ...newKey, "-keyout", pair.key, "-out", request, "-subj", `/CN=${name}`);
  await writeFile(extensions, extension);
  const by = ["-CA", ca.cert, "-CAkey", ca.key, "-CAcreateserial", "-extfile", extensions];
  await openssl("x509", "-req", "-in", request, ...by, "-days", "1", "-out", pair.cert);
  return pair;
}

import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";

/** What an authenticator may get wrong, or an attacker make of it. */
export interface Wrong {
  challenge?: string;
  origin?: string;
  rpId?: string;
  type?: string;
  /** User presence 1, user verification 4. */
  flags?: number;
  counter?: number;
  userHandle?: string;
  fmt?: string;
  x5c?: boolean;
}

const b64 = (bytes: Buffer | string) => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest();

/** An authenticator in software: makes one passkey (ES256) for a site, and signs with it. */
export class Authenticator {
  readonly id = randomBytes(32);
  readonly #keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly #site: { origin: string; rpId: string };
  #counter = 0;
  #userHandle = "";

  constructor(domain: string) {
    this.#site = { origin: `https://${domain}`, rpId: domain };
  }

  /** Answers `navigator.credentials.create()`. */
  create(options: { challenge: string; user: { id: string } }, wrong: Wrong = {}) {
    this.#userHandle = options.user.id;
    const clientDataJSON = this.#client(options.challenge, "webauthn.create", wrong);
    const id = Buffer.concat([Buffer.from([0, this.id.length]), this.id]);
    const data = Buffer.concat([this.#data({ flags: 0x45, ...wrong }), Buffer.alloc(16), id, this.#publicKey()]);
    const statement = wrong.x5c ? cborMap([["x5c", cbor([Buffer.from("certificate")])]]) : cborMap([]);
    const attestation = cborMap([
      ["fmt", cbor(wrong.fmt ?? "none")],
      ["attStmt", statement],
      ["authData", cbor(data)],
    ]);
    return this.#answer({ clientDataJSON, attestationObject: b64(attestation), transports: ["internal"] });
  }

  /** Answers `navigator.credentials.get()`. */
  get(options: { challenge: string }, wrong: Wrong = {}) {
    const clientDataJSON = this.#client(options.challenge, "webauthn.get", wrong);
    this.#counter = wrong.counter ?? this.#counter + 1;
    const data = this.#data({ flags: 0x05, counter: this.#counter, ...wrong });
    const signed = Buffer.concat([data, sha256(Buffer.from(clientDataJSON, "base64url"))]);
    const signature = b64(createSign("sha256").update(signed).sign(this.#keys.privateKey));
    const userHandle = wrong.userHandle ?? this.#userHandle;
    return this.#answer({ clientDataJSON, authenticatorData: b64(data), signature, userHandle });
  }

  #answer<Response>(response: Response) {
    const id = b64(this.id);
    return { id, rawId: id, type: "public-key", clientExtensionResults: {}, response };
  }

  #client(challenge: string, type: string, wrong: Wrong): string {
    const { origin } = { ...this.#site, ...wrong };
    return b64(JSON.stringify({ type: wrong.type ?? type, challenge: wrong.challenge ?? challenge, origin }));
  }

  #data({ flags = 0, counter = 0, rpId = this.#site.rpId }: Wrong): Buffer {
    const tail = Buffer.alloc(5);
    tail.writeUInt8(flags, 0);
    tail.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(rpId), tail]);
  }

  // COSE: EC2, ES256, P-256, x, y.
  #publicKey(): Buffer {
    const { x = "", y = "" } = this.#keys.publicKey.export({ format: "jwk" });
    const [xs, ys] = [x, y].map((part) => cbor(Buffer.from(part, "base64url")));
    const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]);
    return Buffer.concat([head, xs as Buffer, Buffer.from([0x22]), ys as Buffer]);
  }
}

// CBOR (RFC 8949) as far as an authenticator needs it.
const head = (major: number, length: number) =>
  length < 24
    ? Buffer.from([(major << 5) | length])
    : length < 256
      ? Buffer.from([(major << 5) | 24, length])
      : Buffer.from([(major << 5) | 25, length >> 8, length & 255]);

function cbor(value: string | Buffer | Buffer[]): Buffer {
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)]);
  const bytes = Buffer.from(value);
  return Buffer.concat([head(typeof value === "string" ? 3 : 2, bytes.length), bytes]);
}

const cborMap = (entries: [string, Buffer][]) =>
  Buffer.concat([head(5, entries.length), ...entries.flatMap(([name, value]) => [cbor(name), value])]);

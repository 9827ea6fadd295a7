import { expect } from "chai";
import { readEnv } from "../../../config/env.ts";

describe("words in the engines' URLs", () => {
  const refused: Record<string, [NodeJS.ProcessEnv, RegExp][]> = {
    "a word that is not known": [
      [{ DATABASE_URL: "mysql://u@db/x?ssl=true" }, /^DATABASE_URL has "ssl", which is not obeyed here: it takes ca,/],
      [{ DATABASE_URL: "mysql://u@db/x?useSSL=true" }, /^DATABASE_URL has "useSSL"/],
      [{ DATABASE_URL: "mysql://u@db/x?sslmode=require" }, /^DATABASE_URL has "sslmode"/],
      [{ NATS_URL: "nats://bus:4222?tls=true" }, /^NATS_URL has "tls"/],
      [{ NATS_URL: "tls://bus:4222?insecure=1" }, /^NATS_URL has "insecure"/],
      [{ REDIS_URL: "rediss://cache?rejectUnauthorized=false" }, /^REDIS_URL has "rejectUnauthorized"/],
      [{ SMTP_URL: "smtp://mail?ignoreTLS=true" }, /^SMTP_URL has "ignoreTLS"/],
      [{ SMTP_URL: "smtps://mail?tls.rejectUnauthorized=false" }, /^SMTP_URL has "tls.rejectUnauthorized"/],
      [{ MEDIA_URL: "s3://host/bucket?ssl=off" }, /^MEDIA_URL has "ssl"/],
      [{ MEDIA_URL: "file:///srv/pictures?tls=on" }, /^MEDIA_URL has "tls=on"/],
    ],
    "a value that is not obeyed": [
      [{ DATABASE_URL: "mysql://u@db/x?ssl-mode=PREFERRED" }, /"ssl-mode=PREFERRED", which is not obeyed/],
      [{ MEDIA_URL: "s3://host/bucket?tls=maybe" }, /"tls=maybe", which is not obeyed/],
      [{ SMTP_URL: "smtp://mail?requireTLS=1" }, /"requireTLS=1", which is not obeyed/],
    ],
    "a word that is there twice": [
      [{ DATABASE_URL: "mysql://u@db/x?ssl-mode=REQUIRED&ssl-mode=DISABLED" }, /has "ssl-mode" twice/],
      [{ DATABASE_URL: "mysql://u@db/x?ssl-mode=REQUIRED&ca=/a&ssl-ca=/b" }, /has "ssl-ca" twice/],
    ],
    "files where nothing is encrypted": [
      [{ REDIS_URL: "redis://cache?ca=/ca.pem" }, /^REDIS_URL has "ca", but its connection is not encrypted/],
      [{ DATABASE_URL: "mysql://u@db/x?ssl-ca=/ca.pem" }, /^DATABASE_URL has "ca", but/],
      [{ NATS_URL: "nats://bus?cert=/c.pem&key=/k.pem" }, /^NATS_URL has "cert", but/],
    ],
    "files that cannot be read, or hold something else": [
      [{ REDIS_URL: "rediss://cache?ca=/nowhere.pem" }, /^REDIS_URL: the file of "ca" cannot be read: \/nowhere.pem/],
      [{ REDIS_URL: "rediss://cache?ca=package.json" }, /^REDIS_URL: the file of "ca" holds no certificate in PEM/],
      [{ TLS_CA_FILE: "/nowhere.pem" }, /^TLS_CA_FILE: the file of "TLS_CA_FILE" cannot be read/],
      [{ SMTP_URL: "smtps://mail?cert=package.json" }, /^SMTP_URL needs both "cert" and "key"/],
    ],
    "hosts that a certificate could not be compared with": [
      [{ NATS_URL: "tls://10.0.0.1:4222" }, /^NATS_URL must name the host 10.0.0.1 by a name/],
      [{ NATS_URL: "tls://a:4222,tls://10.0.0.1:4222" }, /^NATS_URL must name the host 10.0.0.1/],
      [{ DATABASE_URL: "mysql://u@10.0.0.1/x?ssl-mode=REQUIRED" }, /by a name.*ssl-mode=VERIFY_CA$/],
    ],
    "two schemes": [[{ NATS_URL: "tls://a:4222,nats://b:4222" }, /^NATS_URL must have one scheme/]],
  };
  for (const [what, cases] of Object.entries(refused)) {
    it(`stop the start with ${what}, and are named`, () => {
      for (const [env, message] of cases) expect(problemsOf(env), JSON.stringify(env)).to.match(message);
    });
  }

  it("are taken where they are obeyed", () => {
    const taken = [
      { DATABASE_URL: "mysql://u@db/x?ssl-mode=verify_identity" },
      { DATABASE_URL: "mysql://u@10.0.0.1/x?ssl-mode=VERIFY_CA" },
      { DATABASE_URL: "mariadb://u@db/x?ssl-mode=DISABLED" },
      { NATS_URL: "tls://u:p@a:4222,tls://b:4222" },
      { REDIS_URL: "rediss://:p@cache/3?family=6" },
      { SMTP_URL: "smtp://u:p@mail:587?requireTLS=true&from=shop@example.com" },
      { MEDIA_URL: "s3://k:s@host/bucket?region=eu-west-1&tls=off" },
    ];
    for (const env of taken) expect(() => readEnv(env), JSON.stringify(env)).to.not.throw();
  });
});

function problemsOf(source: NodeJS.ProcessEnv): string {
  try {
    readEnv(source);
  } catch (error) {
    return (error as Error).message.split("\n").slice(1).join("\n").trim();
  }
  throw new Error(`The environment was accepted: ${JSON.stringify(source)}`);
}

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { SMTPServer } from "smtp-server";
import { s3Storage } from "../../../config/media.s3.ts";
import { smtpCourier } from "../../../services/notifications/couriers/smtp.ts";
import type { QueuedMessage } from "../../../services/notifications/store/queue.ts";
import { startS3 } from "../../support/pictures/s3.ts";
import { type Certificates, makeCertificates } from "../../support/tls/certificates.ts";
import { installTimeout } from "../../support/tools.ts";

describe("TLS to mail and pictures", () => {
  let folder: string;
  let files: Certificates;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "seller-orchestra-tls-"));
    files = await makeCertificates(folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const pem = ({ cert, key }: { cert: string; key: string }) => ({ cert: readFileSync(cert), key: readFileSync(key) });

  describe("by SMTP", () => {
    it("is verified, from the start and by STARTTLS", async () => {
      const implicit = await startSmtp({ secure: true, ...pem(files) });
      const upgraded = await startSmtp(pem(files));
      expect(await send(`smtps://localhost:${implicit.port}?ca=${files.ca}`)).to.equal("sent");
      expect(await send(`smtp://localhost:${upgraded.port}?ca=${files.ca}&requireTLS=true`)).to.equal("sent");
      for (const url of [
        `smtps://localhost:${implicit.port}`,
        `smtps://localhost:${implicit.port}?ca=${files.foreignCa}`,
        `smtp://localhost:${upgraded.port}?ca=${files.foreignCa}`,
      ])
        expect(await send(url), url).to.match(/certificate/);
      expect([implicit.received, upgraded.received].map((mails) => mails.length)).to.deep.equal([1, 1]);
      await Promise.all([implicit.stop(), upgraded.stop()]);
    });

    it("is refused to a server of another name", async () => {
      const server = await startSmtp({ secure: true, ...pem(files.otherName) });
      expect(await send(`smtps://localhost:${server.port}?ca=${files.ca}`)).to.match(/does not match certificate/);
      await server.stop();
    });

    it("shows a client certificate", async () => {
      const ca = readFileSync(files.ca);
      const server = await startSmtp({ secure: true, ...pem(files), requestCert: true, rejectUnauthorized: true, ca });
      const url = `smtps://localhost:${server.port}?ca=${files.ca}`;
      expect(await send(`${url}&cert=${files.client.cert}&key=${files.client.key}`)).to.equal("sent");
      expect(await send(url)).to.not.equal("sent");
      await server.stop();
    });

    it("sends nothing in clear where the URL requires TLS", async () => {
      const server = await startSmtp({ disabledCommands: ["STARTTLS", "AUTH"] });
      expect(await send(`smtp://127.0.0.1:${server.port}?requireTLS=true`)).to.match(/STARTTLS/i);
      expect(server.received).to.deep.equal([]);
      await server.stop();
    });
  });

  it("is verified to a bucket", async function () {
    this.timeout(installTimeout);
    const { port, stop } = await startS3({ directory: join(folder, "s3"), ...pem(files) });
    const url = `s3://S3RVER:S3RVER@localhost:${port}/pictures`;
    await s3Storage(`${url}?ca=${files.ca}`).put("key", Buffer.from("one"), "image/webp");
    for (const wrong of [url, `${url}?ca=${files.foreignCa}`]) {
      const said = await s3Storage(wrong)
        .open("key")
        .catch((error: Error) => error.message);
      expect(said, wrong).to.match(/certificate/);
    }
    await stop();
  });
});

async function startSmtp(options: ConstructorParameters<typeof SMTPServer>[0]) {
  const received: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    ...options,
    onData(stream, session, done) {
      received.push(String(session.secure));
      stream.resume().on("end", () => done());
    },
  });
  // What a refused client leaves behind.
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return { port, received, stop: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

async function send(url: string): Promise<string> {
  const courier = smtpCourier(url);
  const mail = { public_id: "msg_1", recipient: "ann@example.com", subject: "One", text: "One.", html: null };
  try {
    await courier.deliver({ ...mail, channel: "email", created_at: Date.now() } as QueuedMessage);
    return "sent";
  } catch (error) {
    return (error as Error).message;
  } finally {
    courier.close?.();
  }
}

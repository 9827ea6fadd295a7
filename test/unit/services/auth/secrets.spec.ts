import { createHash } from "node:crypto";
import { expect } from "chai";
import {
  hashSecret,
  isSecretOf,
  newAccessToken,
  newClientId,
  newClientSecret,
} from "../../../../services/auth/secrets.ts";

describe("app secrets", () => {
  it("are generated with distinct prefixes and without duplicates", () => {
    expect(newClientId()).to.match(/^sx_app_[0-9a-f]{24}$/);
    expect(newClientSecret()).to.match(/^sx_secret_[\w-]{43}$/);
    expect(newAccessToken()).to.match(/^sx_at_[\w-]{43}$/);
    expect(new Set(Array.from({ length: 100 }, newClientSecret)).size).to.equal(100);
  });

  it("are stored as SHA-256", () => {
    const secret = newClientSecret();
    expect(hashSecret(secret)).to.equal(createHash("sha256").update(secret).digest("base64"));
    expect(hashSecret(secret)).to.have.length(44);
  });

  it("are verified by their hash", () => {
    const secret = newClientSecret();
    expect(isSecretOf(hashSecret(secret), secret)).to.equal(true);
    expect(isSecretOf(hashSecret(secret), `${secret}x`)).to.equal(false);
    expect(isSecretOf(hashSecret(secret), secret.slice(0, -1))).to.equal(false);
    expect(isSecretOf(hashSecret(secret), "")).to.equal(false);
  });

  it("never match without a hash", () => {
    expect(isSecretOf(undefined, newClientSecret())).to.equal(false);
    expect(isSecretOf(undefined, "")).to.equal(false);
  });
});

import { expect } from "chai";
import { ulid } from "ulid";
import { deleteExpired } from "../../../services/auth/store/expired.ts";
import { verifyToken } from "../../../services/auth/tokens.ts";
import { AuthService, client } from "./service.ts";

/** How sessions start, continue and end. */
export function describeSessions(): void {
  describe("sessions", () => {
    const auth = new AuthService();
    before(() => auth.start());
    after(() => auth.stop());

    const signedIn = async () => {
      const owner = await auth.customer();
      return { owner, tokens: await auth.logIn(owner.customer_id) };
    };
    const refresh = (refresh_token: string, store_id?: number) =>
      auth.call("auth.refresh", { refresh_token, store_id, client });
    const refused = (refresh_token: string, store_id?: number) =>
      auth.refusal("auth.refresh", { refresh_token, store_id, client });
    const open = async (owner: { store_id: number; customer_id: string }, session_id: string) =>
      (await auth.call("auth.isSessionOpen", { ...owner, session_id })).open;

    it("issue a storefront access token for a quarter of an hour that names them", async () => {
      const { owner, tokens } = await signedIn();
      const { exp, iat: _iat, ...claims } = verifyToken(tokens.access_token, "storefront");
      expect(claims).to.deep.equal({ sub: owner.customer_id, store_id: owner.store_id, sid: tokens.session_id });
      expect(exp * 1_000 - Date.now()).to.be.within(890_000, 900_000);
    });

    it("continue with refresh tokens that are valid once, each for the same session", async () => {
      const { owner, tokens } = await signedIn();
      const second = await refresh(tokens.refresh_token);
      const third = await refresh(second.refresh_token, owner.store_id);
      expect(new Set([tokens, second, third].map(({ refresh_token }) => refresh_token)).size).to.equal(3);
      expect(third.session_id).to.equal(tokens.session_id);
      expect(await auth.call("auth.sessions", owner)).to.have.length(1);
    });

    it("end when a used token is presented again, for thief and customer alike", async () => {
      const { owner, tokens } = await signedIn();
      const { refresh_token } = await refresh(tokens.refresh_token);
      expect(await open(owner, tokens.session_id)).to.equal(true);
      expect(await refused(tokens.refresh_token)).to.equal("401 invalid_token");
      expect(await open(owner, tokens.session_id)).to.equal(false);
      expect(await refused(refresh_token)).to.equal("401 invalid_token");
    });

    it("exchange a token once at most when it is presented concurrently, and then end", async () => {
      const { owner, tokens } = await signedIn();
      const said = await Promise.all(Array.from({ length: 8 }, () => refused(tokens.refresh_token)));
      expect(said.filter((word) => word === "It was not refused.")).to.have.length(1);
      expect(said.filter((word) => word === "401 invalid_token")).to.have.length(7);
      expect(await open(owner, tokens.session_id)).to.equal(false);
    });

    it("accept only their own tokens: none of another store, no old one and no unknown one", async () => {
      const { owner, tokens } = await signedIn();
      for (const token of ["", "sx_rt_nothing", tokens.access_token, tokens.session_id])
        expect(await refused(token)).to.equal("401 invalid_token");
      expect(await refused(tokens.refresh_token, owner.store_id + 1)).to.equal("401 invalid_token");
      await auth.db.run("UPDATE refresh_tokens SET expires_at = ? WHERE store_id = ?", [Date.now(), owner.store_id]);
      expect(await refused(tokens.refresh_token)).to.equal("401 invalid_token");
      expect(await open(owner, tokens.session_id)).to.equal(true);
    });

    it("end when their access or refresh token logs out, also when this is repeated", async () => {
      const [one, other] = [await signedIn(), await signedIn()];
      const byAccess = { ...one.owner, session_id: one.tokens.session_id };
      expect(await auth.call("auth.logOut", byAccess)).to.deep.equal({ ended: true });
      expect(await auth.call("auth.logOut", byAccess)).to.deep.equal({ ended: false });
      const byRefresh = { refresh_token: other.tokens.refresh_token };
      expect(await auth.call("auth.logOut", byRefresh)).to.deep.equal({ ended: true });
      expect(await auth.call("auth.logOut", byRefresh)).to.deep.equal({ ended: false });
      for (const { owner, tokens } of [one, other]) {
        expect(await open(owner, tokens.session_id)).to.equal(false);
        expect(await refused(tokens.refresh_token)).to.equal("401 invalid_token");
      }
    });

    it("are listed for their own customer, who can end any of them and no other customer's", async () => {
      const { owner, tokens } = await signedIn();
      const second = await auth.logIn(owner.customer_id);
      const stranger = await signedIn();
      await refresh(tokens.refresh_token);
      const listed = await auth.call("auth.sessions", owner);
      expect(listed.map(({ id }) => id)).to.have.members([tokens.session_id, second.session_id]);
      expect(listed[0]).to.include({ ip: client.ip, user_agent: "Mocha" });
      const end = (who: typeof owner, session_id: string) => ({ ...who, session_id, idempotency_key: ulid() });
      const foreign = [
        end(owner, stranger.tokens.session_id),
        end({ ...owner, store_id: owner.store_id + 1 }, tokens.session_id),
        end(owner, "ses_none"),
      ];
      for (const wrong of foreign)
        expect(await auth.refusal("auth.endSession", wrong)).to.equal("404 session_not_found");
      const right = end(owner, tokens.session_id);
      for (const _ of [1, 2])
        expect(await auth.call("auth.endSession", right)).to.deep.equal({ session_id: tokens.session_id });
      expect(await open(owner, tokens.session_id)).to.equal(false);
      expect(await open(stranger.owner, stranger.tokens.session_id)).to.equal(true);
    });

    it("start once for an idempotency key, and a retry returns a token that works", async () => {
      const { store_id, tenant_id } = auth;
      const params = { store_id, tenant_id, customer_id: `cust_${ulid()}`, client, idempotency_key: ulid() };
      const first = await auth.call("auth.startSession", params);
      const again = await auth.call("auth.startSession", params);
      expect(again.session_id).to.equal(first.session_id);
      await refresh(again.refresh_token);
      expect(await refused(first.refresh_token)).to.equal("401 invalid_token");
      const kept = JSON.stringify(await auth.db.rows("SELECT * FROM auth_idempotency"));
      for (const { refresh_token } of [first, again]) expect(kept).to.not.contain(refresh_token);
    });

    it("are deleted with their tokens after thirty days without use", async () => {
      const { owner, tokens } = await signedIn();
      const inDays = (days: number) => Date.now() + days * 86_400_000;
      const left = async () =>
        (await auth.db.rows("SELECT id FROM sessions WHERE customer_id = ?", [owner.customer_id])).length;
      while ((await deleteExpired(auth.db, inDays(29), 500)) === 500);
      expect(await left()).to.equal(1);
      while ((await deleteExpired(auth.db, inDays(31), 500)) === 500);
      expect(await left()).to.equal(0);
      expect(await refused(tokens.refresh_token)).to.equal("401 invalid_token");
    });
  });
}

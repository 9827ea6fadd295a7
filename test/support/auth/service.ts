import { randomInt } from "node:crypto";
import { ulid } from "ulid";
import { Database } from "../../../mixins/db/database.ts";
import auth from "../../../services/auth/auth.service.ts";
import type { ActionName, ActionParams, ActionResult, SessionTokens } from "../../../services/contracts.ts";
import { type Running, startBroker } from "../broker.ts";

export const goodPassword = "a horse, a battery and a staple";
export const client = { ip: "192.0.2.7", user_agent: "Mocha" };

/** The auth service alone, over the engine that the environment names, with its own store. */
export class AuthService {
  readonly store_id = 700_000 + randomInt(200_000_000);
  readonly tenant_id = `ten_${ulid()}`;
  #broker: Running | undefined;
  #db: Database | undefined;

  async start(): Promise<void> {
    this.#broker = await startBroker(auth);
    this.#db = new Database("auth");
  }

  async stop(): Promise<void> {
    await this.#broker?.stop();
    await this.#db?.close();
  }

  get db(): Database {
    if (!this.#db) throw new Error("The service has not been started.");
    return this.#db;
  }

  call<Name extends ActionName>(name: Name, params: ActionParams<Name>): Promise<ActionResult<Name>> {
    if (!this.#broker) throw new Error("The service has not been started.");
    return this.#broker.call(name, params);
  }

  /** The status and type of an action's error. */
  async refusal<Name extends ActionName>(name: Name, params: ActionParams<Name>): Promise<string> {
    return this.call(name, params).then(
      () => "It was not refused.",
      ({ code, type, message }: { code?: number; type?: string; message: string }) => `${code} ${type ?? message}`,
    );
  }

  /** A customer with a password. */
  async customer(password = goodPassword): Promise<{ store_id: number; customer_id: string }> {
    const customer = { store_id: this.store_id, customer_id: `cust_${ulid()}` };
    const { tenant_id } = this;
    await this.call("auth.createAccount", { ...customer, tenant_id, password, idempotency_key: ulid() });
    return customer;
  }

  logInParams(customer_id: string | null, password = goodPassword, login = `${ulid()}@example.com`) {
    return { store_id: this.store_id, tenant_id: this.tenant_id, login, customer_id, password, client };
  }

  logIn(customer_id: string | null, password = goodPassword): Promise<SessionTokens> {
    return this.call("auth.logIn", this.logInParams(customer_id, password));
  }

  /** A code for a customer's address. */
  async code(customer_id: string | null, address: string, action: "login" | "verify-email" = "login") {
    const { store_id, tenant_id } = this;
    const of = { store_id, tenant_id, country: "BD", action, address, customer_id, client };
    return this.call("auth.createOtp", { ...of, idempotency_key: ulid() });
  }

  guess(address: string, otp: string, action: "login" | "verify-email" = "login", store_id = this.store_id) {
    return this.refusal("auth.checkOtp", { store_id, tenant_id: this.tenant_id, action, address, otp, client });
  }
}

/** A code that differs from the given one. */
export const wrongCode = (otp: string | null) => String((Number(otp) + 1) % 1_000_000).padStart(6, "0");

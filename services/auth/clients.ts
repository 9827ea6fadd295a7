import type { Person } from "../../mixins/actions/erasure.ts";
import type { Database } from "../../mixins/db/database.ts";
import { networkOf } from "../../mixins/values/networks.ts";
import type { SessionClient } from "../contracts.ts";
import { limits } from "./limits.rules.ts";
import type { Counted } from "./limits.ts";
import { keyedHash } from "./limits.ts";
import { findDevice } from "./store/devices.ts";

/** The keyed hash that represents a client's network in the tables. */
export const networkHash = ({ ip }: SessionClient): string => keyedHash("network", networkOf(ip).network);

/**
 * The device of a customer that a client is: by the token that it was given at a sign-in, or by a network on which the
 * customer signed in. Its tries are counted apart from those of strangers.
 */
export const deviceOf = (db: Database, person: Person, client: SessionClient) =>
  findDevice(db, person, { token: client.device_token, network_hash: networkHash(client) });

type Kind = "password" | "guesses" | "codes";

const ofNetworks = {
  password: [limits.passwordFromNetwork, limits.passwordFromArea],
  guesses: [limits.guessesFromNetwork, limits.guessesFromArea],
  codes: [limits.codesFromNetwork, limits.codesFromArea],
} as const;

/** The limits of a client's network and of the area above it. */
export function networkTries(kind: Kind, { ip }: SessionClient): Counted[] {
  const { network, area } = networkOf(ip);
  const [narrow, wide] = ofNetworks[kind];
  return [
    [narrow, network],
    [wide, area],
  ];
}

/** A rate limit. */
export interface Limit {
  kind: string;
  most: number;
  withinMs: number;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A counter that was used up takes twice as long to begin anew each time, up to a day. */
export const longestMs = day;

/**
 * The limits on guesses, codes and messages: `RATE_LIMIT` does not lift them. Strangers share those of an address and of
 * an account; a known device and a session have their own, so that strangers lock nobody out. A network is an IPv4
 * address or an IPv6 /64, and may be an office or a whole mobile network, so its limits are higher.
 */
export const limits = {
  passwordOfLogin: { kind: "password", most: 10, withinMs: 15 * minute },
  passwordOfAccount: { kind: "password-account", most: 20, withinMs: 15 * minute },
  passwordOfDevice: { kind: "password-device", most: 10, withinMs: 15 * minute },
  passwordOfSession: { kind: "password-session", most: 10, withinMs: 15 * minute },
  passwordFromNetwork: { kind: "password-from", most: 200, withinMs: 15 * minute },
  passwordFromArea: { kind: "password-area", most: 800, withinMs: 15 * minute },
  // docs/security.md computes from these how likely a code of six digits is guessed.
  guessesAtAddress: { kind: "guesses", most: 20, withinMs: day },
  guessesOfAccount: { kind: "guesses-account", most: 20, withinMs: day },
  guessesOfDevices: { kind: "guesses-devices", most: 10, withinMs: day },
  guessesOfSessions: { kind: "guesses-sessions", most: 10, withinMs: day },
  // Three codes are right at any time. With the password strangers still lock nobody out of a known device.
  secondFactor: { kind: "second-factor", most: 8, withinMs: day },
  secondFactorOfDevices: { kind: "factor-devices", most: 7, withinMs: day },
  guessesFromNetwork: { kind: "guesses-from", most: 200, withinMs: hour },
  guessesFromArea: { kind: "guesses-area", most: 800, withinMs: hour },
  codesForAddress: { kind: "codes", most: 20, withinMs: hour },
  codesForAddressFromNetwork: { kind: "codes-network", most: 10, withinMs: hour },
  codesOfDevice: { kind: "codes-device", most: 10, withinMs: hour },
  codesFromNetwork: { kind: "codes-from", most: 200, withinMs: hour },
  codesFromArea: { kind: "codes-area", most: 800, withinMs: hour },
  /** Messages that an account sends to addresses which nobody has proven to be its own. */
  foreignMessages: { kind: "foreign", most: 10, withinMs: hour },
  foreignMessagesOfDay: { kind: "foreign-day", most: 20, withinMs: day },
  /** The same to one address, of all accounts: who registers many floods no stranger. */
  foreignToAddress: { kind: "foreign-to", most: 10, withinMs: hour },
  /** Notices by text about one account: who changes something again and again is not paid for it. */
  noticesByText: { kind: "notices-text", most: 10, withinMs: day },
  /** Texts of a store to one country: its own, or another one, where numbers may belong to who is paid for texts. */
  textsAtHome: { kind: "texts-home", most: 2_000, withinMs: hour },
  textsAbroad: { kind: "texts-abroad", most: 50, withinMs: hour },
} as const satisfies Record<string, Limit>;

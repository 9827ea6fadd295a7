import { digitsIn } from "../../mixins/values/digits.ts";
import { fail } from "./auth.errors.ts";
import { commonPasswords } from "./common-passwords.ts";

/** Lifetime of a session's access token, in seconds. */
export const sessionTokenSeconds = 900;

/** Lifetime of a refresh token, in milliseconds. A session that is not used for this long has expired. */
export const refreshMs = 30 * 86_400_000;

/** The most sessions that a list returns. */
export const sessionsListed = 100;

/** Lifetime of a one-time code in milliseconds, and how many guesses it allows (contract §5). */
export const otpMs = 600_000;
export const otpTries = 5;

/** Allowed length of a password, in characters. */
export const passwordLength = { min: 10, max: 200 };

/** A rate limit. */
export interface Limit {
  kind: string;
  most: number;
  withinMs: number;
}

const quarter = 15 * 60_000;
const hour = 60 * 60_000;

/**
 * Rate limits beside the five guesses of a code: per address or account for any number of clients, and per client for
 * any number of accounts. A client may be an office or a whole mobile network, so its limit is higher.
 */
export const limits = {
  passwordOfAccount: { kind: "password", most: 10, withinMs: quarter },
  passwordFromClient: { kind: "password-from", most: 200, withinMs: quarter },
  codesForAddress: { kind: "codes", most: 10, withinMs: hour },
  codesFromClient: { kind: "codes-from", most: 200, withinMs: hour },
  guessesAtAddress: { kind: "guesses", most: 20, withinMs: hour },
  guessesFromClient: { kind: "guesses-from", most: 200, withinMs: hour },
} as const satisfies Record<string, Limit>;

/** Normalizes a password, so that it is the same from every keyboard. */
export const normalizePassword = (password: string) => password.normalize("NFC");

/** Checks that a password is not one of the first guesses of an attacker. Throws `password_too_weak`. */
export function assertStrong(password: string, known_as: string[] = []): void {
  const characters = [...normalizePassword(password)];
  const plain = plainOf(password);
  const isLongEnough = characters.length >= passwordLength.min && characters.length <= passwordLength.max;
  const isCommon = commonPasswords.has(plain) || new Set(characters).size < 4 || isRun(plain);
  if (!isLongEnough || isCommon || known_as.some((name) => isSame(plain, name))) throw fail("password_too_weak");
}

const plainOf = (text: string) => text.normalize("NFKC").toLowerCase().trim();

// A phone number is the same in every notation.
function isSame(plain: string, name: string): boolean {
  const digits = (text: string) => (/^\+?[\p{Nd} ().\-/]+$/u.test(text) ? digitsIn(text) : undefined);
  return plain === plainOf(name) || (digits(plain) !== undefined && digits(plain) === digits(name));
}

// 1234567890, abcdefghij, 9876543210: each character is the successor or the predecessor of the one before.
function isRun(text: string): boolean {
  const steps = [...text].slice(1).map((character, index) => character.charCodeAt(0) - text.charCodeAt(index));
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}

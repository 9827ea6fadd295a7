import { fail } from "./auth.errors.ts";
import { commonPasswords } from "./common-passwords.ts";

/** How long an access token of a session is good, in seconds. */
export const sessionTokenSeconds = 900;

/** How long a refresh token is good, in milliseconds; a session that is not used for so long has ended. */
export const refreshMs = 30 * 86_400_000;

/** So many sessions are listed. */
export const sessionsListed = 100;

/** How long a code is good, and how often it may be guessed (contract §5). */
export const otpMs = 600_000;
export const otpTries = 5;

/** How long a password is, in characters. */
export const passwordLength = { min: 10, max: 200 };

/** How often something may be tried. */
export interface Limit {
  kind: string;
  most: number;
  withinMs: number;
}

const quarter = 15 * 60_000;
const hour = 60 * 60_000;

/**
 * What holds beside the five guesses at a code: for an address or account however many clients guess, and for a client
 * however many accounts it guesses at. A client may be an office or a whole mobile network, so it has more room.
 */
export const limits = {
  passwordOfAccount: { kind: "password", most: 10, withinMs: quarter },
  passwordFromClient: { kind: "password-from", most: 200, withinMs: quarter },
  codesForAddress: { kind: "codes", most: 10, withinMs: hour },
  codesFromClient: { kind: "codes-from", most: 200, withinMs: hour },
  guessesAtAddress: { kind: "guesses", most: 20, withinMs: hour },
  guessesFromClient: { kind: "guesses-from", most: 200, withinMs: hour },
} as const satisfies Record<string, Limit>;

/** One writing of a password, whichever keyboard typed it. */
export const normalizePassword = (password: string) => password.normalize("NFC");

/** Checks that a password is none of those that are tried first. Throws `password_too_weak`. */
export function assertStrong(password: string, known_as: string[] = []): void {
  const characters = [...normalizePassword(password)];
  const plain = plainOf(password);
  const isLongEnough = characters.length >= passwordLength.min && characters.length <= passwordLength.max;
  const isCommon = commonPasswords.has(plain) || new Set(characters).size < 4 || isRun(plain);
  if (!isLongEnough || isCommon || known_as.some((name) => isSame(plain, name))) throw fail("password_too_weak");
}

const plainOf = (text: string) => text.normalize("NFKC").toLowerCase().trim();

// A number is the same however it is written.
function isSame(plain: string, name: string): boolean {
  const digits = (text: string) => (/^\+?[\d ().\-/]+$/.test(text) ? text.replace(/\D/g, "") : undefined);
  return plain === plainOf(name) || (digits(plain) !== undefined && digits(plain) === digits(name));
}

// 1234567890, abcdefghij, 9876543210: each character the next or the one before.
function isRun(text: string): boolean {
  const steps = [...text].slice(1).map((character, index) => character.charCodeAt(0) - text.charCodeAt(index));
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}

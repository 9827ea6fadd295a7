import { digitsIn } from "../../mixins/values/digits.ts";
import { fail } from "./auth.errors.ts";
import { commonPasswords } from "./common-passwords.ts";

/** Lifetime of a session's access token, in seconds. */
export const sessionTokenSeconds = 900;

/** What a store says of sign-in unless its settings differ: a session ends when it is not used, and in any case. */
export const defaultRules = { session_days: 90, session_idle_days: 30, second_factor: "optional" } as const;

/** For how long a customer who has shown who they are may change what others could take an account over with. */
export const recentMs = 10 * 60_000;

/** How long a device on which a customer signed in is known, and how many of them, the last ones. */
export const deviceMs = 180 * 86_400_000;
export const mostDevices = 20;

/** How long a changed address can be changed back, in milliseconds. */
export const undoMs = 72 * 3_600_000;

/** The most sessions that a list returns. */
export const sessionsListed = 100;

/** Lifetime of a one-time code in milliseconds, and how many guesses from the network that asked, and how many from others, it allows (contract §5). */
export const otpMs = 600_000;
export const otpTries = 5;

/** Allowed length of a password, in characters. */
export const passwordLength = { min: 10, max: 200 };

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

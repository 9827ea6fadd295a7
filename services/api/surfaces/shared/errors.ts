import type { ErrorLine } from "../../endpoint.ts";

// Errors that endpoints of several resources answer.

export const stale: ErrorLine = [412, "version_mismatch", "`If-Match` is not the current version."];
export const emailTaken: ErrorLine = [409, "email_exists", "Another customer of the store has this email address."];
export const phoneTaken: ErrorLine = [409, "phone_exists", "Another customer of the store has this phone number."];

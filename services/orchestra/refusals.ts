import { type ErrorKind, kindByCode } from "@seller-orchestra/durable";

/** What the error of a call means. The bus has errors of its own, whose types are in capitals. */
export function kindOfError(error: unknown): ErrorKind {
  const { type } = (error ?? {}) as { type?: unknown };
  if (/^(REQUEST_|SERVICE_NOT_)/.test(String(type))) return "unavailable";
  const kind = kindByCode(error);
  return kind === "refused" && !/^[a-z][a-z_]*$/.test(String(type)) ? "fault" : kind;
}

/** True for an error that a retry cannot change: the call was refused and had no effect. */
export const isRefusal = (error: unknown): boolean => kindOfError(error) === "refused";

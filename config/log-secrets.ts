const secrets = ["client_secret", "access_token"];

/**
 * A line of the log without the secrets that an object in it holds. It runs for every line, and nearly none holds an
 * object.
 */
export function withoutSecrets(line: Record<string, unknown>): Record<string, unknown> {
  let safe = line;
  for (const field in line) {
    const value = line[field];
    if (typeof value !== "object" || value === null) continue;
    for (const secret of secrets)
      if (secret in value) safe = { ...safe, [field]: { ...(safe[field] as object), [secret]: "[Redacted]" } };
  }
  return safe;
}

/** What stands under Unreleased in a changelog of the form of Keep a Changelog, without the heading. */
export function unreleasedIn(changelog: string): string {
  return /^## \[Unreleased\]\n([\s\S]*?)(?=^## \[|(?![\s\S]))/m.exec(changelog)?.[1]?.trim() ?? "";
}

/** The changelog with what was unreleased under its version and day (UTC), and nothing unreleased. */
export function released(changelog: string, version: string, at: Date): string {
  return changelog.replace(
    "## [Unreleased]\n",
    `## [Unreleased]\n\n## [${version}] - ${at.toISOString().slice(0, 10)}\n`,
  );
}

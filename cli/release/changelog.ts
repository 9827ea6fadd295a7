/** The section Unreleased of a changelog in the format of Keep a Changelog, without the heading. */
export function unreleasedIn(changelog: string): string {
  return /^## \[Unreleased\]\n([\s\S]*?)(?=^## \[|(?![\s\S]))/m.exec(changelog)?.[1]?.trim() ?? "";
}

/** The changelog with the section Unreleased moved under the version and its day (UTC). */
export function released(changelog: string, version: string, at: Date): string {
  return changelog.replace(
    "## [Unreleased]\n",
    `## [Unreleased]\n\n## [${version}] - ${at.toISOString().slice(0, 10)}\n`,
  );
}

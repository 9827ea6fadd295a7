import { canInstall, installPackages } from "../../cli/servers/apt.ts";
import { findProgram } from "../../cli/servers/find.ts";

/**
 * The path of a program that tests need, by any of its names: from PATH, or from Debian's package, which is installed
 * where that is possible. Throws an Error that says what to install.
 */
export async function programOf(names: readonly string[], debianPackage: string, elsewhere = ""): Promise<string> {
  const find = () => names.map((name) => findProgram(name)).find((path) => path !== undefined);
  if (!find() && canInstall()) await installPackages([debianPackage]);
  const path = find();
  if (path) return path;
  throw new Error(`There is no ${names.join(", ")} on PATH.
  Debian:  sudo apt-get install --no-install-recommends ${debianPackage}${elsewhere && `\n  ${elsewhere}`}`);
}

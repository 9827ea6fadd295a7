import type { Page } from "playwright-core";

/** The console in a browser, as somebody reads it. */
export class ConsolePages {
  readonly #page: Page;
  readonly #url: string;

  constructor(page: Page, url: string) {
    this.#page = page;
    this.#url = url;
    page.setDefaultTimeout(90_000);
  }

  /** Signs in by one click, as in development. */
  async signIn(): Promise<void> {
    await this.#page.goto(`${this.#url}/console#overview`);
    await this.#page.getByRole("button", { name: "Sign in as a developer" }).click();
    await this.#heading("Overview");
  }

  /** Opens a page by its link. */
  async open(title: string): Promise<void> {
    await this.#page.getByRole("link", { name: title, exact: true }).click();
    await this.#heading(title);
  }

  /** Waits until a card of the overview shows a number. */
  async card(title: string, count: number): Promise<void> {
    if (!(await this.#page.getByRole("heading", { level: 1, name: "Overview", exact: true }).isVisible()))
      await this.open("Overview");
    await this.#card(title)
      .filter({ has: this.#page.locator(".count", { hasText: new RegExp(`^${count}$`) }) })
      .waitFor();
  }

  /** Goes where a card of the overview leads. */
  async follow(title: string): Promise<void> {
    await this.#card(title).getByRole("link").click();
    await this.#page.getByRole("table").waitFor();
  }

  /** The rows of a table that contain a text, each by the titles of its columns. */
  async rows(table: string, text: string): Promise<Record<string, string>[]> {
    const rows = this.#page.getByRole("table", { name: table }).locator("tbody tr").filter({ hasText: text });
    return rows.evaluateAll((found) =>
      found.map((row) =>
        Object.fromEntries(
          [...row.querySelectorAll("td")].map((cell) => [cell.dataset.title ?? "", cell.textContent?.trim() ?? ""]),
        ),
      ),
    );
  }

  #card(title: string) {
    const cards = this.#page.getByRole("list", { name: "What needs somebody" });
    return cards.getByRole("listitem").filter({ hasText: title });
  }

  #heading(name: string) {
    return this.#page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
  }
}

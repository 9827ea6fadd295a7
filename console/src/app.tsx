import { useCallback, useEffect, useState } from "react";
import { answer, api, pasteToken, whenSignedOut } from "./api.ts";
import { parts } from "./parts.tsx";
import { go, usePlace } from "./place.ts";
import { SignIn } from "./sign-in.tsx";

type Who = { subject: string } | "nobody" | "unknown";

/** The console: nothing but the sign-in for who has not signed in. */
export function App() {
  const [who, setWho] = useState<Who>("unknown");
  const look = useCallback(
    () =>
      answer(api.GET("/ops/v1/session")).then(
        ({ subject }) => setWho({ subject }),
        () => setWho("nobody"),
      ),
    [],
  );
  useEffect(() => {
    whenSignedOut(() => setWho("nobody"));
    void look();
  }, [look]);
  if (who === "unknown") return <p className="loading">Loading…</p>;
  if (who === "nobody") return <SignIn onSignedIn={look} />;
  const signOut = async (everywhere: boolean) => {
    await answer(everywhere ? api.DELETE("/ops/v1/sessions") : api.DELETE("/ops/v1/session"));
    pasteToken(undefined);
    setWho("nobody");
  };
  return <Shell subject={who.subject} onSignOut={signOut} />;
}

// On a narrow screen the navigation is a row that scrolls by itself; the page stays where it is.
function showTab(): void {
  const nav = document.querySelector("nav");
  const tab = nav?.querySelector("a[aria-current]");
  if (!nav || !tab) return;
  const [row, own] = [nav.getBoundingClientRect(), tab.getBoundingClientRect()];
  nav.scrollLeft += own.left - row.left - (row.width - own.width) / 2;
}

function Shell({ subject, onSignOut }: { subject: string; onSignOut: (everywhere: boolean) => Promise<void> }) {
  const [error, setError] = useState("");
  // Whoever leaves has to know when the session is still open.
  const signOut = (everywhere: boolean) => onSignOut(everywhere).catch((failure: Error) => setError(failure.message));
  const { page: id } = usePlace();
  const pages = parts.flatMap(({ pages }) => pages);
  const page = pages.find((each) => each.id === id) ?? pages[0];
  useEffect(() => {
    document.title = `${page?.title} · Console`;
    showTab();
  }, [page]);
  return (
    <div className="shell">
      <button type="button" className="skip" onClick={() => document.getElementById("main")?.focus()}>
        Skip to the page
      </button>
      <header>
        <strong className="brand">Seller Orchestra</strong>
        <span className="who">
          {subject}{" "}
          <button type="button" className="quiet" onClick={() => signOut(false)}>
            Sign out
          </button>
          <button type="button" className="quiet" onClick={() => signOut(true)}>
            Sign out everywhere
          </button>
          <span role="alert" className="error">
            {error}
          </span>
        </span>
      </header>
      <nav aria-label="Console">
        {parts.map((part) => (
          <section key={part.id} aria-label={part.title}>
            <h2>{part.title}</h2>
            <ul>
              {part.pages.map(({ id, title }) => (
                <li key={id}>
                  <a href={`#${id}`} aria-current={id === page?.id ? "page" : undefined} onClick={() => go(id)}>
                    {title}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <main id="main" tabIndex={-1}>
        <h1>{page?.title}</h1>
        <p className="about">{page?.about}</p>
        {page?.show()}
      </main>
    </div>
  );
}

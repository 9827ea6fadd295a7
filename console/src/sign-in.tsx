import { type FormEvent, useEffect, useState } from "react";
import { answer, api, pasteToken, type Refused } from "./api.ts";

const reasons: Record<string, string> = {
  "#not_an_operator":
    "You are signed in, but do not have the role that opens the console. Ask whoever gives roles for it.",
  "#sign_in_failed": "The sign-in was not confirmed. Try again.",
};

/** The sign-in: by the issuer of OpenID Connect, in development by one click, or with a token of the command line. */
export function SignIn({ onSignedIn }: { onSignedIn: () => Promise<void> }) {
  const [ways, setWays] = useState<{ oidc: boolean; development: boolean }>();
  const [error, setError] = useState(reasons[location.hash] ?? "");
  const [token, setToken] = useState("");
  useEffect(() => {
    answer(api.GET("/ops/v1/sign-in")).then(setWays, (failure: Refused) => setError(failure.message));
  }, []);
  const develop = () =>
    answer(api.POST("/ops/v1/session/development")).then(onSignedIn, (failure: Refused) => setError(failure.message));
  const paste = async (event: FormEvent) => {
    event.preventDefault();
    pasteToken(token.trim());
    const failure = await answer(api.GET("/ops/v1/session")).then(
      () => undefined,
      (refused: Refused) => refused,
    );
    if (failure) setError(failure.message);
    else await onSignedIn();
  };
  return (
    <main className="sign-in">
      <h1>Console</h1>
      <p>For operators of the platform.</p>
      <p role="alert" className="error">
        {error}
      </p>
      {ways?.oidc ? (
        <a className="button primary" href="/console/sign-in">
          Sign in
        </a>
      ) : null}
      {ways?.development ? (
        <button type="button" className="primary" onClick={develop}>
          Sign in as a developer
        </button>
      ) : null}
      <details>
        <summary>With a token</summary>
        <p>
          <code>npm run -s orchestra -- token ops</code> prints one.
        </p>
        <form onSubmit={paste}>
          <label>
            Token
            <textarea rows={4} value={token} onChange={(event) => setToken(event.target.value)} required />
          </label>
          <button type="submit">Use it</button>
        </form>
      </details>
    </main>
  );
}

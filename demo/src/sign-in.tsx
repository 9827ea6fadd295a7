import { Anchor, Button, Paper, PinInput, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { answer, api, keepSession } from "./api.ts";
import { Problem, useTrying } from "./loading.tsx";

/** Signs in by a code: the address first, then what was sent to it. */
export function SignIn({ onSignedIn }: { onSignedIn(userId: string): void }) {
  const [email, setEmail] = useState("");
  const [sent, setSent] = useState(false);
  return (
    <Paper withBorder p="lg" maw={420}>
      {sent ? (
        <EnterCode email={email} onSignedIn={onSignedIn} onBack={() => setSent(false)} />
      ) : (
        <AskForCode email={email} setEmail={setEmail} onSent={() => setSent(true)} />
      )}
    </Paper>
  );
}

function AskForCode({ email, setEmail, onSent }: { email: string; setEmail(to: string): void; onSent(): void }) {
  const { error, busy, run } = useTrying();
  const send = (event: FormEvent) => {
    event.preventDefault();
    run(async () => {
      await answer(api.POST("/auth/generate-otp", { body: { otp_action: "login", email } }));
      onSent();
    });
  };
  return (
    <form onSubmit={send}>
      <Stack>
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="email"
          autoFocus
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy}>
          Send me a code
        </Button>
        <Problem text={error} />
      </Stack>
    </form>
  );
}

interface EnterCodeProps {
  email: string;
  onSignedIn(userId: string): void;
  onBack(): void;
}

function EnterCode({ email, onSignedIn, onBack }: EnterCodeProps) {
  const [otp, setOtp] = useState("");
  const { error, busy, run } = useTrying();
  const verify = (event: FormEvent) => {
    event.preventDefault();
    run(async () => {
      const { user, access_token, refresh_token, expires_in } = await answer(
        api.POST("/auth/verify-otp", { body: { otp_action: "login", email, otp } }),
      );
      // Codes for other ends bring no tokens.
      if (!access_token || !refresh_token || !expires_in) throw new Error("The code was not for signing in.");
      keepSession(user.id, { access_token, refresh_token, expires_in });
      onSignedIn(user.id);
    });
  };
  return (
    <form onSubmit={verify}>
      <Stack>
        <Text id="code-label">Enter the code that was sent to {email}.</Text>
        <PinInput
          length={6}
          type="number"
          oneTimeCode
          autoFocus
          value={otp}
          onChange={setOtp}
          aria-labelledby="code-label"
          getInputProps={(place) => ({ "aria-label": `Digit ${place + 1} of 6` })}
        />
        <MailboxHint email={email} onCode={setOtp} />
        <Button type="submit" loading={busy} disabled={otp.length !== 6}>
          Sign in
        </Button>
        <Button variant="subtle" onClick={onBack}>
          Another address
        </Button>
        <Problem text={error} />
      </Stack>
    </form>
  );
}

// In development, mail goes no further than the product's own mailbox.
function MailboxHint({ email, onCode }: { email: string; onCode(code: string): void }) {
  const { error, busy, run } = useTrying();
  const look = () =>
    run(async () => {
      for (let tries = 0; tries < 10; tries++) {
        const code = await codeFor(email);
        if (code) return onCode(code);
        // A message leaves a moment behind the answer that it was asked for with.
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      throw new Error("There is no code for this address. Is it one of a customer's?");
    });
  return (
    <Text size="sm" c="dimmed">
      This is a demonstration: the message is in the development mailbox.{" "}
      <Anchor component="button" type="button" size="sm" underline="always" onClick={look} disabled={busy}>
        Read the code from there
      </Anchor>
      {error ? <span role="alert"> {error}</span> : null}
    </Text>
  );
}

async function codeFor(email: string): Promise<string | undefined> {
  const reply = await fetch(`/dev/mailbox?recipient=${encodeURIComponent(email)}`);
  const { messages } = (await reply.json()) as { messages: { text: string }[] };
  return /\b\d{6}\b/.exec(messages[0]?.text ?? "")?.[0];
}

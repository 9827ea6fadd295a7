import { type FormEvent, type ReactNode, useId, useRef, useState } from "react";
import { Refused } from "./api.ts";

interface Acting {
  label: string;
  /** The title of the dialog; a button without one acts at once. */
  title: string;
  danger?: boolean;
  needsNote?: boolean;
  children?: ReactNode;
  /** Acts with the note and the fields of the form. What it answers is shown, once. */
  act(note: string, form: FormData): Promise<unknown>;
  onDone(): void;
}

/** A button that asks for a note before it acts. */
export function Act({ label, title, danger, needsNote = true, children, act, onDone }: Acting) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState("");
  const [shown, setShown] = useState<string>();
  const [busy, setBusy] = useState(false);
  const id = useId();
  const close = () => {
    dialog.current?.close();
    if (shown !== undefined) onDone();
    setShown(undefined);
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError("");
    try {
      const result = await act(String(form.get("note") ?? "").trim(), form);
      if (typeof result === "string") return setShown(result);
      dialog.current?.close();
      onDone();
    } catch (failure) {
      setError(failure instanceof Refused || failure instanceof SyntaxError ? failure.message : String(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" className={danger ? "danger" : undefined} onClick={() => dialog.current?.showModal()}>
        {label}
      </button>
      <dialog ref={dialog} aria-labelledby={id} onClose={() => setError("")}>
        <h2 id={id}>{title}</h2>
        {shown === undefined ? (
          <form onSubmit={submit}>
            {children}
            <label>
              {needsNote ? "Note, for the event log" : "Note, for the event log (optional)"}
              <input name="note" required={needsNote} maxLength={1000} autoComplete="off" />
            </label>
            <p role="alert" className="error">
              {error}
            </p>
            <p className="buttons">
              <button type="button" onClick={close}>
                Cancel
              </button>
              <button type="submit" className={danger ? "danger" : "primary"} disabled={busy}>
                {label}
              </button>
            </p>
          </form>
        ) : (
          <>
            <p>Shown only here: keep it.</p>
            <pre>{shown}</pre>
            <p className="buttons">
              <button type="button" className="primary" onClick={close}>
                Close
              </button>
            </p>
          </>
        )}
      </dialog>
    </>
  );
}

interface Looking {
  label: ReactNode;
  title: string;
  onClosed?: () => void;
  children: () => ReactNode;
}

/** A button that opens a dialog with more. */
export function Look({ label, title, onClosed, children }: Looking) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);
  const id = useId();
  const show = () => {
    setOpen(true);
    dialog.current?.showModal();
  };
  const close = () => {
    setOpen(false);
    onClosed?.();
  };
  return (
    <>
      <button type="button" className="link" onClick={show}>
        {label}
      </button>
      <dialog
        ref={dialog}
        className="wide"
        aria-labelledby={id}
        onClose={(event) => event.target === dialog.current && close()}
      >
        <p className="closing">
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </p>
        <h2 id={id}>{title}</h2>
        {open ? children() : null}
      </dialog>
    </>
  );
}

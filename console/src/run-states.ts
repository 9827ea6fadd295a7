import type { Models } from "./api.ts";

type Run = Models["WorkflowRunDetail"];

/** What the state of a run means for who looks at it. */
export function meaningOf({ state, committed, error }: Pick<Run, "state" | "committed" | "error">): string {
  if (state !== "failed") return meaning[state];
  // The error of a run that an operator has resolved.
  if (error?.startsWith("workflow_resolved:"))
    return "It was ended by hand. Nothing was taken back by that: what it had done stands, and the note says what was put right.";
  return committed
    ? "It was refused past its point of no return: what it had done stands, and its error says what is left."
    : meaning.failed;
}

const meaning: Record<Run["state"], string> = {
  running: "It goes on by itself. A step without an answer is asked again until its service is there.",
  undoing: "It takes back what it had done, by itself. It waits for services that do not answer.",
  waiting: "It waits for somebody's answer or for a time, and goes on by itself.",
  stuck: "It waits for you. Mend what the error says, then resume it: what is done is not done again.",
  completed: "It has done all that it was asked for.",
  failed: "It was refused. What it had done is taken back.",
};

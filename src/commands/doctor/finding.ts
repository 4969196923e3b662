/** What a check has found: a verdict, what is the case, and what to do about it. */

export const verdicts = ['ok', 'warning', 'failure', 'skipped'] as const
export type Verdict = (typeof verdicts)[number]

export interface Finding {
  /** What was looked at: a word or two, the same at every run. */
  readonly check: string
  readonly verdict: Verdict
  /** What is the case, and what follows from it. */
  readonly text: string
  /** What to do. */
  readonly fix?: string
}

const finding =
  (verdict: Verdict) =>
  (check: string, text: string, fix?: string): Finding => ({
    check,
    verdict,
    text,
    ...(fix !== undefined && { fix }),
  })

/** All is as it should be. */
export const ok = finding('ok')
/** It works, though not as well as it could, or not as one may think. */
export const warning = finding('warning')
/** It does not work. */
export const failure = finding('failure')
/** Nobody has looked. */
export const skipped = finding('skipped')

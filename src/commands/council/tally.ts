/** Who has cost what, and how long it took: the rows of the last table. */
import type { Usage } from '../../anthropic/message.ts'
import type { CallTiming } from '../../council/types.ts'
import type { CouncilEnd } from './run.ts'

export interface TallyRow {
  readonly role: 'answer' | 'review' | 'synthesis'
  readonly member: string
  readonly status: string
  readonly usage?: Usage
  /** Absent: not known. */
  readonly dollars?: number
  readonly timing: CallTiming
}

/** `chairmanDollars`: of the answer that was written; undefined where not known. */
export function tallyOf(end: CouncilEnd, chairmanDollars: number | undefined): readonly TallyRow[] {
  const { answers, reviews, result } = end
  return [
    ...answers.map(({ member, status, usage, dollars, timing }) =>
      rowOf('answer', member.id, status, { usage, dollars, timing }),
    ),
    ...reviews.map(({ reviewer, status, usage, dollars, timing }) =>
      rowOf('review', reviewer.id, status, { usage, dollars, timing }),
    ),
    ...(result?.synthesis.kind === 'chairman' && result.synthesis.by !== undefined
      ? [
          rowOf('synthesis', result.synthesis.by, 'written', {
            usage: result.message?.usage,
            dollars: chairmanDollars,
            timing: { totalMs: result.timing.synthesisMs },
          }),
        ]
      : []),
  ]
}

interface Facts {
  readonly usage: Usage | undefined
  readonly dollars: number | undefined
  readonly timing: CallTiming
}

const rowOf = (
  role: TallyRow['role'],
  member: string,
  status: string,
  { usage, dollars, timing }: Facts,
): TallyRow => ({
  role,
  member,
  status,
  ...(usage && { usage }),
  ...(dollars !== undefined && { dollars }),
  timing,
})

/** The stages of each mode, one after the other, and what they come to. */

import { nobodyAnswered } from './failures.ts'
import { race } from './race.ts'
import { respond } from './respond.ts'
import { dissentIn } from './review/dissent.ts'
import { fewestBallots, isBallot, reviewStage } from './review-stage.ts'
import type { Sitting } from './sitting.ts'
import { type Findings, spentWords, synthesize, type Written } from './synthesis.ts'
import type { CouncilResult, MemberAnswer, Ranking, Review } from './types.ts'

/** Shares of the whole time after which a stage is over, so that those behind it have theirs. */
const answersOver = { full: 0.45, fast: 0.7 } as const
const reviewsOver = 0.7

/** Throws the `ApiError` that the client hears, or a `BrokenAnswer`. */
export function stages(sitting: Sitting): Promise<CouncilResult> {
  return sitting.council.mode === 'race' ? raced(sitting) : deliberated(sitting)
}

async function raced(sitting: Sitting): Promise<CouncilResult> {
  const winner = await race(sitting)
  if (!winner?.message) throw nobodyAnswered(sitting.answers)
  const by = winner.member.id
  const written: Written = {
    synthesis: { kind: 'race', by, basis: [by] },
    message: winner.message,
    text: winner.text,
  }
  const isAdvice = sitting.council.synthesizes === false
  return resultOf(sitting, { answers: sitting.answers, reviews: [] }, isAdvice ? undefined : written, {
    answeredAt: sitting.now(),
    reviewedAt: sitting.now(),
  })
}

async function deliberated(sitting: Sitting): Promise<CouncilResult> {
  const { mode, synthesizes = true } = sitting.council
  const isReviewed = mode === 'full'
  sitting.answers = await respond(sitting, endOf(sitting, answersOver[isReviewed ? 'full' : 'fast']))
  const answers = sitting.answers.filter(({ status }) => status === 'answered')
  if (answers.length === 0) throw nobodyAnswered(sitting.answers)
  const answeredAt = sitting.now()
  const findings = isReviewed ? await reviewed(sitting, answers) : { answers, reviews: [] }
  const reviewedAt = sitting.now()
  const written = synthesizes ? await synthesize(sitting, known(findings)) : undefined
  return resultOf(sitting, findings, written, { answeredAt, reviewedAt })
}

/** Without a synthesis the stages before it share its time. */
function endOf({ startedAt, council, deadlineAt }: Sitting, share: number): number {
  const whole = council.synthesizes === false ? reviewsOver : 1
  return startedAt + (deadlineAt - startedAt) * (share / whole)
}

async function reviewed(sitting: Sitting, answers: readonly MemberAnswer[]): Promise<Findings> {
  if (answers.length < 2) return { answers, reviews: [] }
  if (sitting.isSpent) {
    sitting.degraded.push(spentWords(sitting, 'nobody reviewed the answers'))
    return { answers, reviews: [] }
  }
  const reviews = await reviewStage(sitting, answers, endOf(sitting, reviewsOver))
  const ranking = rankingOf(sitting, answers, reviews)
  if (ranking) sitting.tell({ type: 'ranked', ranking })
  else sitting.degraded.push('the answers were not ranked: fewer than two reviews could be counted')
  return { answers, reviews, ranking }
}

function rankingOf(
  { judging, council }: Sitting,
  answers: readonly MemberAnswer[],
  reviews: readonly Review[],
): Ranking | undefined {
  const ballots = reviews.filter(isBallot)
  return ballots.length < fewestBallots ? undefined : judging.aggregate(ballots, answers, council)
}

/** What goes on to the chairman: without a ranking it is as if nobody had reviewed. */
const known = ({ answers, reviews, ranking }: Findings): Findings =>
  ranking ? { answers, reviews: reviews.filter(isBallot), ranking } : { answers, reviews: [] }

function resultOf(
  sitting: Sitting,
  { reviews, ranking }: Findings,
  written: Written | undefined,
  { answeredAt, reviewedAt }: { readonly answeredAt: number; readonly reviewedAt: number },
): CouncilResult {
  const { council, answers, judging, ledger, startedAt, degraded } = sitting
  const endedAt = sitting.now()
  const basis = answers.filter(({ status }) => status === 'answered').map(({ member }) => member.id)
  return {
    mode: council.mode,
    degraded,
    answers,
    reviews,
    ...(ranking && { ranking }),
    synthesis: written?.synthesis ?? { kind: 'none', basis },
    ...(written && { message: written.message }),
    text: written?.text ?? '',
    dissent: dissentIn(reviews, ranking, answers),
    calls: ledger.calls,
    dollars: ledger.dollars,
    timing: {
      respondMs: answeredAt - startedAt,
      reviewMs: reviewedAt - answeredAt,
      synthesisMs: endedAt - reviewedAt,
      totalMs: endedAt - startedAt,
    },
    seed: council.seed,
    promptVersion: judging.promptVersion,
  }
}

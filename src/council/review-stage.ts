/** The second stage: reviewers order and judge the answers, without knowing whose they are. */
import type { ApiError } from '../anthropic/errors.ts'
import type { Message } from '../anthropic/message.ts'
import { type Asked, ask } from './ask.ts'
import { collect, type Task, usualQuorum } from './collect.ts'
import type { ReadReview, ReviewTask } from './judging.ts'
import { sumOfDollars, sumOfUsage } from './ledger.ts'
import type { Sitting } from './sitting.ts'
import type { Member, MemberAnswer, Review } from './types.ts'
import { saysNothing } from './words.ts'

/** Milliseconds for the one try to have an unreadable review said again. */
const longestRepair = 15_000
/** One ballot is an opinion and no vote. */
export const fewestBallots = 2

export const isBallot = ({ status, order }: Review): boolean =>
  (status === 'given' || status === 'repaired' || status === 'partial') && order.length > 0

/** Reviewers that are not named are the members that have answered: who has not, has had its chance. */
export async function reviewStage(
  sitting: Sitting,
  answers: readonly MemberAnswer[],
  endsAt: number,
): Promise<readonly Review[]> {
  const { council } = sitting
  const reviewers = council.reviewers ?? answers.map(({ member }) => member)
  const quorum = Math.min(reviewers.length, council.quorum ?? usualQuorum(reviewers.length))
  const reviews = await collect(
    sitting,
    reviewers.map(
      (reviewer, index): Task<Review> =>
        signal =>
          new Reviewing(sitting, reviewer, signal).of(answers, index),
    ),
    { quorum: Math.max(fewestBallots, quorum), counts: isBallot, endsAt },
  )
  for (const review of reviews) {
    const words = shortcomingOf(review)
    if (words !== undefined) sitting.degraded.push(`${review.reviewer.id} ${words}`)
  }
  return reviews
}

/** One reviewer at work. */
class Reviewing {
  readonly #sitting: Sitting
  readonly #reviewer: Member
  readonly #signal: AbortSignal

  constructor(sitting: Sitting, reviewer: Member, signal: AbortSignal) {
    this.#sitting = sitting
    this.#reviewer = reviewer
    this.#signal = signal
  }

  async of(answers: readonly MemberAnswer[], index: number): Promise<Review> {
    const { judging, request, council } = this.#sitting
    const task = judging.reviewTask(request, answers, this.#reviewer, index, council)
    this.#sitting.tell({ type: 'review_started', reviewer: this.#reviewer })
    const review = await this.#review(task)
    this.#sitting.tell({ type: 'review_ended', review })
    return review
  }

  async #review(task: ReviewTask): Promise<Review> {
    // Of one answer there is no order.
    if (task.shown.length < 2) return this.#without('abstained', task, { timing: { totalMs: 0 } })
    const asked = await this.#ask(task.request, this.#sitting.council.callMs)
    if (!asked.message) return this.#without(asked.stoppedBy === 'late' ? 'late' : 'failed', task, asked)
    // A refusal, and silence, are not mended by asking for the same in another form.
    if (saysNothing(asked.message)) return this.#without('abstained', task, asked)
    const read = this.#read(task, asked.message)
    if (read.status !== 'unreadable') return this.#from(read, task, asked, read.status)
    return this.#repaired(task, asked, asked.message)
  }

  async #repaired(task: ReviewTask, first: Asked, unreadable: Message): Promise<Review> {
    const { judging, council } = this.#sitting
    const limitMs = Math.min(longestRepair, council.callMs - first.timing.totalMs)
    if (limitMs <= 0) return this.#without('abstained', task, first)
    const second = await this.#ask(judging.repairRequest(task, unreadable), limitMs)
    const both = bothOf(first, second)
    if (second.stoppedBy === 'late') return this.#without('late', task, both)
    const read = second.message && this.#read(task, second.message)
    if (!read || read.status === 'unreadable' || read.status === 'abstained')
      return this.#without('abstained', task, both)
    return this.#from(read, task, both, read.status === 'given' ? 'repaired' : read.status)
  }

  #ask(request: ReviewTask['request'], limitMs: number): Promise<Asked> {
    return ask(this.#sitting, {
      role: 'reviewer',
      member: this.#reviewer,
      request: { ...request, model: this.#reviewer.model, stream: true },
      limitMs,
      signal: this.#signal,
    })
  }

  #read(task: ReviewTask, message: Message): ReadReview {
    return this.#sitting.judging.readReview(task, message)
  }

  #from(read: ReadReview, { shown }: ReviewTask, asked: Asked, status: Review['status']): Review {
    const { status: _, ...said } = read
    return { reviewer: this.#reviewer, ...said, status, shown, ...spent(asked) }
  }

  #without(status: Review['status'], { shown }: ReviewTask, asked: Asked): Review {
    const error = status === 'failed' && asked.error ? { error: asked.error } : {}
    return { reviewer: this.#reviewer, ...nothingSaid, status, shown, ...spent(asked), ...error }
  }
}

const nothingSaid = {
  order: [],
  scores: {},
  flaws: {},
  suspected: [],
  critiques: {},
  isContradictory: false,
} as const

const spent = ({ usage, dollars, timing }: Asked): Pick<Review, 'usage' | 'dollars' | 'timing'> => ({
  ...(usage && { usage }),
  ...(dollars !== undefined && { dollars }),
  timing,
})

function bothOf(first: Asked, second: Asked): Asked {
  const usage = sumOfUsage(first.usage, second.usage)
  const dollars = sumOfDollars(first.dollars, second.dollars)
  const totalMs = first.timing.totalMs + second.timing.totalMs
  return {
    ...(usage && { usage }),
    ...(dollars !== undefined && { dollars }),
    timing: { ...first.timing, totalMs },
  }
}

/** Undefined where nothing is to be said. */
function shortcomingOf({ status, error }: { readonly status: Review['status']; readonly error?: ApiError }) {
  if (status === 'failed') return `did not review: ${error?.message ?? 'nobody knows why'}`
  if (status === 'late') return 'was not waited for any longer with its review'
  return status === 'abstained' ? 'gave no review that could be read' : undefined
}

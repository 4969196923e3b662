/** The last stage: one answer. A chairman writes it; where none can, the best of the members' stands, word for word. */
import { type ApiError, InternalError, toApiError } from '../anthropic/errors.ts'
import type { Message } from '../anthropic/message.ts'
import { settled } from './ask.ts'
import { pauseBeforeRetry } from './failures.ts'
import { ModelCall } from './model-call.ts'
import { basisOf } from './review/basis.ts'
import type { Sitting } from './sitting.ts'
import { heardStart, tellRest, tellWhole } from './told.ts'
import type { Member, MemberAnswer, Ranking, Review, Synthesis } from './types.ts'
import { textOf, withoutThinking } from './words.ts'

/** What the members have come to. */
export interface Findings {
  /** At least one. */
  readonly answers: readonly MemberAnswer[]
  readonly reviews: readonly Review[]
  readonly ranking?: Ranking | undefined
}

export interface Written {
  readonly synthesis: Synthesis
  readonly message: Message
  readonly text: string
}

/** Throws a `BrokenAnswer` where a chairman stops in the middle. */
export async function synthesize(sitting: Sitting, findings: Findings): Promise<Written> {
  const [first, ...others] = findings.answers
  if (first && others.length === 0) return wordForWord(sitting, first, 'single')
  for (const chairman of sitting.council.chairmen) {
    if (sitting.now() >= sitting.deadlineAt) break
    if (sitting.isSpent) {
      sitting.degraded.push(spentWords(sitting, 'no chairman wrote the answer'))
      break
    }
    const message = await writtenBy(sitting, chairman, findings)
    if (!message) continue
    const basis = basisIn(findings).map(({ member }) => member.id)
    return { synthesis: { kind: 'chairman', by: chairman.id, basis }, message, text: textOf(message) }
  }
  const top = topOf(sitting, findings)
  sitting.degraded.push(`the answer is ${top.member.id}'s, word for word`)
  return wordForWord(sitting, top, 'top_ranked')
}

/** Undefined where a failing chairman has shown nothing yet. Asked once more where that may help. */
async function writtenBy(
  sitting: Sitting,
  chairman: Member,
  findings: Findings,
): Promise<Message | undefined> {
  sitting.tell({ type: 'synthesis_started', by: chairman })
  const endsAt = sitting.now() + sitting.council.callMs
  const first = await attempt(sitting, chairman, findings, sitting.council.callMs)
  const pauseMs = first.error && first.canRetry ? pauseBeforeRetry(first.error) : undefined
  if (pauseMs === undefined || sitting.now() + pauseMs >= Math.min(endsAt, sitting.deadlineAt))
    return concluded(sitting, chairman, first)
  await sitting.pause(pauseMs)
  return concluded(sitting, chairman, await attempt(sitting, chairman, findings, endsAt - sitting.now()))
}

interface Attempt {
  readonly message?: Message
  readonly error?: ApiError
  /** It has neither said all it had to say nor used up its time. */
  readonly canRetry: boolean
}

async function attempt(
  sitting: Sitting,
  chairman: Member,
  { answers, ranking, reviews }: Findings,
  limitMs: number,
): Promise<Attempt> {
  const { request, judging, council } = sitting
  const prompt = judging.synthesisRequest(request, answers, ranking, reviews, council, chairman)
  const call = new ModelCall(sitting, {
    role: 'chairman',
    member: chairman,
    request: { ...prompt, model: chairman.model, stream: true },
    limitMs,
  })
  try {
    const start = await heardStart(call).catch((thrown: unknown) => toApiError(thrown))
    if (start instanceof Error) return { error: start, canRetry: call.sale !== 'whole' && !call.stoppedBy }
    await tellRest(sitting, call, start)
    return { ...(call.message && { message: call.message }), canRetry: false }
  } finally {
    call.stop()
    await settled(sitting, call)
  }
}

function concluded(sitting: Sitting, by: Member, { message, error }: Attempt): Message | undefined {
  if (message) return message
  const failure = error ?? new InternalError('nobody knows why')
  sitting.tell({ type: 'synthesis_failed', by, error: failure })
  sitting.degraded.push(`${by.id} could not write the answer: ${failure.message}`)
  return undefined
}

const basisIn = ({ answers, ranking, reviews }: Findings): readonly MemberAnswer[] =>
  basisOf(answers, ranking, reviews)

/**
 * By rank; without ranks by what is thought of members beforehand; then by the order in which they are listed. None that a
 * chairman would not have been shown.
 */
function topOf({ council }: Sitting, findings: Findings): MemberAnswer {
  const { ranking } = findings
  const answers = basisIn(findings)
  for (const place of ranking?.places ?? []) {
    const ranked = answers.find(({ member }) => member.id === place.member)
    if (ranked) return ranked
  }
  const priorOf = ({ member }: MemberAnswer): number => council.priors?.[member.id] ?? 0
  return answers.reduce((best, answer) => (priorOf(answer) > priorOf(best) ? answer : best))
}

function wordForWord(sitting: Sitting, answer: MemberAnswer, kind: 'single' | 'top_ranked'): Written {
  const { member, text } = answer
  if (!answer.message) throw new InternalError(`${member.id} has answered without a message`)
  const message = withoutThinking(answer.message)
  tellWhole(sitting, message)
  return { synthesis: { kind, by: member.id, basis: [member.id] }, message, text }
}

/** Why a stage was left out. */
export const spentWords = ({ ledger, council }: Sitting, without: string): string =>
  `${without}: $${ledger.dollars.known.toFixed(4)} of $${council.maxDollars} are spent`

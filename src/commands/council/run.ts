/** Follows a council to its end, or to the moment at which somebody wants no more of it. */
import { type ApiError, InternalError } from '../../anthropic/errors.ts'
import type { StreamEvent } from '../../anthropic/events.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import { within } from '../../core/interrupt.ts'
import type {
  Council,
  CouncilEvent,
  CouncilParts,
  CouncilResult,
  Member,
  MemberAnswer,
  Ranking,
  Review,
} from '../../council/types.ts'

export type Convene = (
  council: Council,
  request: MessagesRequest,
  parts: CouncilParts,
  signal: AbortSignal,
) => AsyncIterable<CouncilEvent>

export interface CouncilRun {
  readonly convene: Convene
  readonly council: Council
  readonly request: MessagesRequest
  readonly parts: CouncilParts
  readonly signal: AbortSignal
  readonly onEvent: (event: CouncilEvent) => void
}

/** What there is when it is over, however it came to that. */
export interface CouncilEnd {
  readonly status: 'ended' | 'failed' | 'aborted'
  readonly result?: CouncilResult
  readonly error?: ApiError
  readonly answers: readonly MemberAnswer[]
  readonly reviews: readonly Review[]
  readonly ranking?: Ranking
  /** Who was to write the answer last. */
  readonly chairman?: Member
  /** Of the answer, as far as it came. */
  readonly text: string
}

/** Milliseconds in which a council that is aborted may say what has become of its calls. */
const lastWords = 50

/** Throws what the council throws beside its events: a fault of ours. */
export async function runCouncil(run: CouncilRun): Promise<CouncilEnd> {
  const minutes = new Minutes()
  const { convene, council, request, parts, signal, onEvent } = run
  const events = convene(council, request, parts, signal)[Symbol.asyncIterator]()
  const all = (async () => {
    for (let next = await events.next(); !next.done; next = await events.next()) {
      minutes.add(next.value)
      onEvent(next.value)
    }
  })()
  const aborted = abortOf(signal)
  try {
    await Promise.race([all, aborted.happened]).catch(thrown => {
      // What it throws then is the abort.
      if (!signal.aborted) throw thrown
    })
    if (!signal.aborted) return minutes.end()
    await within(lastWords, all)
    return { ...minutes.end(), status: 'aborted' }
  } finally {
    aborted.forget()
    if (signal.aborted) void events.return?.()?.catch(() => {})
  }
}

function abortOf(signal: AbortSignal): { readonly happened: Promise<void>; forget(): void } {
  let forget = (): void => {}
  const happened = new Promise<void>(resolve => {
    const listener = () => resolve()
    if (signal.aborted) resolve()
    signal.addEventListener('abort', listener, { once: true })
    forget = () => signal.removeEventListener('abort', listener)
  })
  return { happened, forget }
}

class Minutes {
  readonly #answers = new Map<string, MemberAnswer>()
  readonly #reviews: Review[] = []
  #ranking: Ranking | undefined
  #chairman: Member | undefined
  #text = ''
  #last: CouncilEvent | undefined

  add(event: CouncilEvent): void {
    this.#last = event
    if (event.type === 'member_ended') this.#answers.set(event.answer.member.id, event.answer)
    if (event.type === 'review_ended') this.#reviews.push(event.review)
    if (event.type === 'ranked') this.#ranking = event.ranking
    if (event.type === 'synthesis_started') this.#chairman = event.by
    if (event.type === 'event') this.#text += textIn(event.event)
    if (event.type === 'failed')
      for (const answer of event.answers) this.#answers.set(answer.member.id, answer)
  }

  end(): CouncilEnd {
    const last = this.#last
    const common = {
      answers: [...this.#answers.values()],
      reviews: this.#reviews,
      ...(this.#ranking && { ranking: this.#ranking }),
      ...(this.#chairman && { chairman: this.#chairman }),
      text: this.#text,
    }
    if (last?.type === 'ended') {
      const { result } = last
      const { answers, reviews, ranking } = result
      return {
        ...common,
        status: 'ended',
        result,
        answers,
        reviews,
        ...(ranking && { ranking }),
        text: result.text,
      }
    }
    const error =
      last?.type === 'failed' ? last.error : new InternalError('the council has ended without a word')
    return { ...common, status: 'failed', error }
  }
}

/** What an event adds to the text of an answer. */
export function textIn(event: StreamEvent): string {
  if (event.type === 'content_block_start' && event.content_block.type === 'text')
    return event.content_block.text
  if (event.type !== 'content_block_delta' || event.delta.type !== 'text_delta') return ''
  return event.delta.text
}

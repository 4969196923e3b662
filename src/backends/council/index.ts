/**
 * The backend `council`: several models behind one. What a person asks without tools is answered by the council itself;
 * where an agent works with tools, the members advise and one model acts, alone through the whole tool loop. See
 * docs/council-backend.md.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { toApiError } from '../../anthropic/errors.ts'
import type { EventStream, StreamEvent } from '../../anthropic/events.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { Backend, Call, ModelInfo, TokenCount } from '../../core/backend.ts'
import { whoOf } from '../../core/who.ts'
import type {
  Council,
  CouncilClock,
  CouncilEvent,
  CouncilParts,
  CouncilResult,
  Member,
} from '../../council/types.ts'
import type { BackendFactory } from '../backend-factory.ts'
import { roughCount } from '../shared/count.ts'
import { briefingOf } from './briefing.ts'
import { classify, type Plan, planFor, type Trigger } from './classify.ts'
import { Course, councilHeader, soloWords } from './course.ts'
import { digestOf } from './digest.ts'
import { beginLead, ordered } from './leads.ts'
import { type Recalled, TurnMemory } from './memory.ts'
import { Shown, showsThinking, withoutNotes } from './shown.ts'
import { withoutWishes } from './words.ts'

/** Runs a council. The last event is `ended` or `failed`. */
export type Convene = (
  council: Council,
  request: MessagesRequest,
  parts: CouncilParts,
  signal: AbortSignal,
) => AsyncIterable<CouncilEvent>

export interface CouncilBackendOptions {
  readonly council: Council
  readonly convene: Convene
  /** Acts where there are tools. Default: the first chairman, or else the first member, that can use them. */
  readonly lead?: Member
  /** Default: all can. */
  readonly canUseTools?: (member: Member) => boolean
  /** Which requests the council is asked for. Default `auto`. */
  readonly trigger?: Trigger
  /** Lines on the work as thinking, where the client shows thinking. Default `auto`. */
  readonly progress?: 'auto' | 'off'
  readonly clock?: CouncilClock
  readonly costOf?: CouncilParts['costOf']
}

const realClock: CouncilClock = {
  now: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    await sleep(milliseconds, undefined, { ...(signal && { signal }) }).catch(() => {})
  },
}

export const council =
  (options: CouncilBackendOptions): BackendFactory =>
  ({ name }) =>
    new CouncilBackend(name, options)

/** One request on its way. */
interface Asking {
  readonly request: MessagesRequest
  readonly call: Call
  readonly shown: Shown
  readonly recalled: Recalled
  readonly hasTools: boolean
  readonly showsProgress: boolean
}

class CouncilBackend implements Backend {
  readonly name: string
  readonly address: string
  readonly model = 'council'
  readonly #options: CouncilBackendOptions
  readonly #clock: CouncilClock
  readonly #memory: TurnMemory

  constructor(name: string, options: CouncilBackendOptions) {
    const { members, chairmen, mode } = options.council
    this.name = name
    this.address = `${mode}: ${members.map(({ id }) => id).join(', ')}; chairman ${chairmen[0]?.id ?? 'none'}`
    this.#options = options
    this.#clock = options.clock ?? realClock
    this.#memory = new TurnMemory(this.#clock.now)
  }

  async *stream(given: MessagesRequest, call: Call): EventStream {
    const request = withoutNotes(given)
    const who = whoOf(call.headers, () => request, undefined)
    const turn = classify({ request, who, asked: call.asked })
    const clean = { ...withoutWishes(request), model: call.asked }
    const asking: Asking = {
      request: clean,
      call,
      shown: new Shown({ id: `msg_${call.exchangeId}`, asked: call.asked }),
      recalled: this.#memory.recall(clean, who.session),
      hasTools: turn.hasTools,
      showsProgress: this.#options.progress !== 'off' && showsThinking(request),
    }
    yield* this.#follow(this.#planFor(turn, asking.recalled), asking)
  }

  /** As the lead counts it, since that is whose prompt grows. */
  async countTokens(given: MessagesRequest, call: Call): Promise<TokenCount> {
    const request = withoutWishes(withoutNotes(given))
    const { session } = whoOf(call.headers, () => request, undefined)
    const recalled = this.#memory.recall(request, session)
    const [lead] = this.#leads((request.tools?.length ?? 0) > 0, recalled)
    if (call.count && lead) return call.count(lead.model, recalled.request)
    return { inputTokens: roughCount(JSON.stringify(recalled.request).length), estimated: true }
  }

  async models(): Promise<readonly ModelInfo[]> {
    const { members } = this.#options.council
    return [{ id: this.model, displayName: `Council of ${members.length}` }]
  }

  /** A client that asks once more, after a failure on the way, gets the advice that there is. */
  #planFor(turn: ReturnType<typeof classify>, { isAdvised }: Recalled): Plan {
    const { council, trigger = 'auto' } = this.#options
    const plan = planFor(turn, { mode: council.mode, trigger })
    return plan.kind === 'advise' && isAdvised ? { kind: 'solo', because: 'advised before' } : plan
  }

  #follow(plan: Plan, asking: Asking): EventStream {
    switch (plan.kind) {
      case 'solo':
        return this.#lead(asking, () => soloWords(plan.because))
      case 'advise':
        return this.#advise({ ...this.#options.council, mode: plan.mode, synthesizes: false }, asking)
      case 'convene': {
        const { council } = this.#options
        const members = asking.hasTools ? council.members.filter(this.#canUseTools) : council.members
        return members.length === 0
          ? this.#lead(asking, () => soloWords('no member can use tools'))
          : this.#convene({ ...council, mode: plan.mode, members }, asking)
      }
    }
  }

  async *#convene(council: Council, asking: Asking): EventStream {
    const { call, shown, recalled } = asking
    const course = new Course(council.mode, council.members.length)
    let hasBegun = false
    for await (const event of this.#run(council, recalled.request, call)) {
      const line = course.note(event)
      if (event.type === 'failed') throw event.error
      if (event.type === 'ended') {
        this.#report(event.result, call)
        if (asking.hasTools) recalled.remember(event.result.synthesis.by)
      }
      if (event.type === 'event') {
        if (!hasBegun) this.#head(call, course.words())
        hasBegun = true
        yield* shown.answer(event.event)
      } else if (line !== undefined && !hasBegun) yield* this.#progress(line, course, asking)
    }
  }

  async *#advise(council: Council, asking: Asking): EventStream {
    const course = new Course(council.mode, council.members.length)
    const result = yield* this.#gather(council, course, asking)
    const text = result && digestOf(result)
    if (text === undefined) {
      yield* this.#lead(asking, () => soloWords(result ? 'no usable advice' : 'all members failed'))
      return
    }
    const { recalled } = asking
    yield* this.#lead({ ...asking, recalled: recalled.advised(text) }, lead => course.words(lead))
  }

  /** What the members say; undefined where none could say anything. */
  async *#gather(
    council: Council,
    course: Course,
    asking: Asking,
  ): AsyncGenerator<StreamEvent, CouncilResult | undefined> {
    const { call, request } = asking
    try {
      for await (const event of this.#run(council, briefingOf(request), call)) {
        const line = course.note(event)
        if (line !== undefined) yield* this.#progress(line, course, asking)
        if (event.type === 'ended') {
          this.#report(event.result, call)
          return event.result
        }
        if (event.type === 'failed') break
      }
    } catch (thrown) {
      call.signal.throwIfAborted()
      // Advice is worth having and nothing that an answer needs.
      call.log.warn(`the council gave no advice: ${toApiError(thrown).message}`)
    }
    return undefined
  }

  /** The one that acts, with its own tools and as it would alone. */
  async *#lead({ call, shown, recalled, hasTools }: Asking, words: (lead: Member) => string): EventStream {
    const { lead, events } = await beginLead(this.#leads(hasTools, recalled), recalled.request, call)
    if (hasTools) recalled.remember(lead.id)
    this.#head(call, words(lead))
    for await (const event of events) yield* shown.answer(event)
  }

  *#progress(line: string, course: Course, { call, shown, showsProgress }: Asking): Iterable<StreamEvent> {
    if (!showsProgress) return
    this.#head(call, course.words())
    yield* shown.line(line)
  }

  #run(council: Council, request: MessagesRequest, call: Call): AsyncIterable<CouncilEvent> {
    const { convene, costOf } = this.#options
    const parts: CouncilParts = {
      call: ({ member, request, signal }) => call.ask(member.model, request, { signal }),
      clock: this.#clock,
      ...(costOf && { costOf }),
    }
    // Labels differ from request to request, and can be drawn again from the record.
    return convene({ ...council, seed: `${council.seed}/${call.exchangeId}` }, request, parts, call.signal)
  }

  #leads(hasTools: boolean, { lead: last }: Recalled): readonly Member[] {
    const { council, lead } = this.#options
    const chain = [...(lead ? [lead] : []), ...council.chairmen]
    if (!hasTools) return chain.length > 0 ? chain : council.members
    const able = [...chain, ...council.members].filter(this.#canUseTools)
    const leads = able.length > 0 ? able : chain
    return ordered([...new Map(leads.map(member => [member.id, member])).values()], last)
  }

  readonly #canUseTools = (member: Member): boolean => this.#options.canUseTools?.(member) ?? true

  #head(call: Call, words: string): void {
    call.head({ status: 200, headers: { [councilHeader]: words } })
  }

  #report({ degraded }: CouncilResult, { log }: Call): void {
    for (const sentence of degraded) log.warn(`council: ${sentence}`)
  }
}

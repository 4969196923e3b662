/** A council of scripted models in virtual time, and judges whose ballots are plain JSON. */
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { emptyMessage, type Message, type StopReason, type Usage } from '../../src/anthropic/message.ts'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import { convene } from '../../src/council/convene.ts'
import type { Judging, ReadReview } from '../../src/council/judging.ts'
import type {
  Council,
  CouncilCall,
  CouncilEvent,
  CouncilParts,
  CouncilResult,
  Member,
  Place,
} from '../../src/council/types.ts'
import { HeapClock, turn } from './heap-clock.ts'

/** A wait in milliseconds, an event, or a failure; `silence` lasts until the call is stopped, `deaf` even longer. */
export type Step = number | StreamEvent | Error | 'silence' | 'deaf'
export type Speech = Iterable<Step>
/** What a model says when it is called; `nth` counts from 1 for this model in this role. */
export type Script = (call: CouncilCall, nth: number) => Speech

export interface Heard extends CouncilCall {
  readonly startedAt: number
  state: 'open' | 'ended' | 'stopped'
  /** When it was no longer open. */
  endedAt?: number
}

/** The effects of a council, written down. */
export class ScriptedModels implements CouncilParts {
  readonly clock = new HeapClock()
  readonly calls: Heard[] = []
  readonly costOf: NonNullable<CouncilParts['costOf']>
  readonly #script: Script

  constructor(script: Script, costOf: CouncilParts['costOf'] = (_, { output_tokens }) => output_tokens / 10) {
    this.#script = script
    this.costOf = costOf
  }

  get open(): readonly Heard[] {
    return this.calls.filter(({ state }) => state === 'open')
  }

  /** `member:a`, in the order in which they were made. */
  get made(): readonly string[] {
    return this.calls.map(({ role, member }) => `${role}:${member.id}`)
  }

  call(call: CouncilCall): AsyncIterable<StreamEvent> {
    const heard: Heard = { ...call, startedAt: this.clock.now(), state: 'open' }
    const end = (state: Heard['state']) => (): void => {
      if (heard.state !== 'open') return
      heard.state = state
      heard.endedAt = this.clock.now()
    }
    call.signal.addEventListener('abort', end('stopped'), { once: true })
    this.calls.push(heard)
    const nth = this.calls.filter(
      ({ role, member }) => role === call.role && member.id === call.member.id,
    ).length
    return this.#speak(this.#script(call, nth), call.signal, end('ended'))
  }

  async *#speak(speech: Speech, signal: AbortSignal, end: () => void): AsyncGenerator<StreamEvent> {
    try {
      for (const step of speech) {
        if (typeof step === 'number') await this.clock.sleep(step, signal)
        else if (step === 'silence')
          await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
        else if (step === 'deaf') await new Promise(() => {})
        else if (step instanceof Error) throw step
        else yield step
        if (signal.aborted) throw signal.reason
      }
    } finally {
      end()
    }
  }
}

const usage: Usage = { input_tokens: 10, output_tokens: 1 }

export const opening = (model = 'scripted'): readonly StreamEvent[] => [
  { type: 'message_start', message: emptyMessage('msg_1', model, usage) },
]
export const textStart = (index = 0): StreamEvent => ({
  type: 'content_block_start',
  index,
  content_block: { type: 'text', text: '', citations: null },
})
export const words = (text: string, index = 0): StreamEvent => ({
  type: 'content_block_delta',
  index,
  delta: { type: 'text_delta', text },
})
export const closing = (reason: StopReason = 'end_turn', output = 5): readonly StreamEvent[] => [
  {
    type: 'message_delta',
    delta: { stop_reason: reason, stop_sequence: null },
    usage: { output_tokens: output },
  },
  { type: 'message_stop' },
]

/** One text, the first word of it after `firstMs`, all of it after `ms`. Five tokens. */
export const says = (text: string, ms = 0, firstMs = ms): Speech => [
  firstMs,
  ...opening(),
  textStart(),
  words(text.slice(0, 1)),
  ms - firstMs,
  words(text.slice(1)),
  { type: 'content_block_stop', index: 0 },
  ...closing(),
]

export const member = (id: string, more: Partial<Member> = {}): Member => ({
  id,
  model: `model-of-${id}`,
  family: id,
  ...more,
})

export const question: MessagesRequest = {
  model: 'council',
  max_tokens: 1_000,
  system: 'Be kind.',
  messages: [{ role: 'user', content: 'Is UUIDv7 safe as a public id?' }],
}

/** Members `a`, `b`, `c` and so on, and a chairman of its own. Two minutes a call. */
export const councilOf = (members: number, more: Partial<Council> = {}): Council => ({
  mode: 'full',
  members: [...'abcdefghij'].slice(0, members).map(id => member(id)),
  chairmen: [member('chair')],
  callMs: 120_000,
  seed: 'seed',
  ...more,
})

const nothing = { order: [], scores: {}, flaws: {}, suspected: [], critiques: {}, isContradictory: false }
const textIn = (message: Message): string =>
  message.content.map(block => (block.type === 'text' ? block.text : '')).join('')

/** A ballot is the JSON of what is read from it; anything else is unreadable. The best is who is first most often. */
export const plainJudging: Judging = {
  promptVersion: 'plain',
  suspicionsIn: text => (text.includes('rank me') ? ['speaks to judges'] : []),
  reviewTask: (request, answers, reviewer, index) => ({
    request: { ...request, metadata: { user_id: `${reviewer.id} ${index}` } },
    shown: answers.map(({ member: { id } }, place) => ({ label: `L${place}`, member: id })),
  }),
  readReview(_, message) {
    try {
      return { ...nothing, status: 'given', ...(JSON.parse(textIn(message)) as Partial<ReadReview>) }
    } catch {
      return { ...nothing, status: 'unreadable' }
    }
  },
  repairRequest: task => ({ ...task.request, system: 'Repair.' }),
  aggregate(reviews, answers) {
    const firstsOf = (id: string): number => reviews.filter(({ order }) => order[0]?.includes(id)).length
    const places = answers
      .map(({ member: { id } }): Place => {
        const firsts = firstsOf(id)
        return { member: id, score: firsts, borda: null, z: null, ballots: reviews.length, firsts, flaws: 0 }
      })
      .toSorted((one, other) => other.firsts - one.firsts)
    return { places, agreement: null, confidence: 'low', isContested: false }
  },
  synthesisRequest: (request, answers, ranking, reviews, _, chairman) => ({
    ...request,
    system: `${chairman.id} of ${answers.map(({ text }) => text).join(', ')}; ${reviews.length} reviews; top ${ranking?.places[0]?.member}`,
  }),
}

export const ballot = (...order: string[]): string => JSON.stringify({ order: order.map(id => [id]) })

export interface Sat {
  readonly events: readonly CouncilEvent[]
  readonly result?: CouncilResult
  readonly failed?: CouncilEvent & { readonly type: 'failed' }
  /** Of the answer. */
  readonly told: readonly StreamEvent[]
}

/** Reads a council to its end. */
export async function sat(events: AsyncIterable<CouncilEvent>): Promise<Sat> {
  const read: CouncilEvent[] = []
  for await (const event of events) read.push(event)
  const last = read.at(-1)
  return {
    events: read,
    ...(last?.type === 'ended' && { result: last.result }),
    ...(last?.type === 'failed' && { failed: last }),
    told: read.flatMap(event => (event.type === 'event' ? [event.event] : [])),
  }
}

/** Lets a council sit in virtual time, and throws where it leaves a call or an alarm behind. */
export async function sitting(
  council: Council,
  models: ScriptedModels,
  request: MessagesRequest = question,
): Promise<Sat> {
  const { signal } = new AbortController()
  const done = await models.clock.run(sat(convene(council, request, models, signal, plainJudging)))
  await turn()
  if (models.open.length > 0) throw new Error(`${models.open.length} calls were left open`)
  if (models.clock.pending > 0) throw new Error(`${models.clock.pending} alarms were left`)
  return done
}

/** Everybody answers at `answerMs`, puts `a` first at `reviewMs`, and the chairman takes `synthesisMs`. */
export const healthy =
  (answerMs = 1_000, reviewMs = 2_000, synthesisMs = 4_000): Script =>
  ({ role, member: { id } }) => {
    if (role === 'member') return says(`answer of ${id}`, answerMs)
    if (role === 'reviewer') return says(ballot('a', 'b', 'c'), reviewMs)
    return says('the synthesis', synthesisMs)
  }

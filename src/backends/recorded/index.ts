/** The backend `recorded`: answers from a recording, with no network and no model. See docs/replay-serve.md. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { EventStream } from '../../anthropic/events.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import { unfold } from '../../anthropic/unfold.ts'
import type { Backend, Call, ModelInfo, ModelRef, TokenCount } from '../../core/backend.ts'
import { type Lane, laneOf, senderOf } from '../../recording/matching/lanes.ts'
import { type Asking, Matcher, type Rung } from '../../recording/matching/matcher.ts'
import { folderOf, movedMessage } from '../../recording/matching/places.ts'
import { printsOf } from '../../recording/matching/prints.ts'
import type { BackendFactory } from '../backend-factory.ts'
import { estimateOf } from './count.ts'
import { failureOf, keptHeaders, leftError, missError, replayHeader } from './errors.ts'
import { brokenOff, type Clock, type Pacing, paced, pausedFor } from './events.ts'
import { comparable, type Entry, type Library } from './library.ts'
import { type Missed, missOf, ReplayTally, spentMiss } from './tally.ts'

/** What a request gets for which nothing was recorded: a failure, the most similar answer, a backend's own, or a status. */
export type OnMiss = 'fail' | 'nearest' | { readonly ask: ModelRef } | { readonly status: number }

export interface RecordedOptions {
  readonly library: Library
  /** The last rung of the ladder that is tried. Default `shape`. */
  readonly match?: Rung
  readonly onMiss?: OnMiss
  /** Exchanges may answer more than once. Default false. */
  readonly reuse?: boolean
  /** Default: at once. */
  readonly pacing?: Pacing
  /** What the recorder did to secrets before it wrote them down: a request is looked for in that form. */
  readonly scrub?: (text: string) => string
  readonly clock?: Clock
  /** Told once of each request for which nothing was found, with all that differs. */
  readonly onMissed?: (missed: Missed) => void
  readonly tally?: ReplayTally
}

const realClock: Clock = {
  now: () => performance.now(),
  wait: async (milliseconds, signal) => {
    await sleep(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted())
  },
}

export const recorded =
  (options: RecordedOptions): BackendFactory =>
  ({ name }) =>
    new RecordedBackend(name, options)

/** What was decided of one request. */
interface Served {
  readonly entry: Entry
  /** `#12 exact`, for people. */
  readonly note: string
  readonly lane: Lane
}

class RecordedBackend implements Backend {
  readonly name: string
  readonly address = 'a recording'
  /** The client names the models that were recorded. */
  readonly native = true
  readonly #options: RecordedOptions
  readonly #matcher: Matcher<Entry>
  readonly #clock: Clock
  readonly #tally: ReplayTally

  constructor(name: string, options: RecordedOptions) {
    const { library, match = 'shape', reuse = false, clock = realClock, tally = new ReplayTally() } = options
    this.name = name
    this.#options = options
    this.#clock = clock
    this.#tally = tally
    this.#matcher = new Matcher(library.entries, { depth: match, reuse })
    tally.watch(() => this.#matcher.unused)
  }

  async *stream(request: MessagesRequest, call: Call): EventStream {
    const asking = this.#askingOf(request, call, 'messages')
    const served = this.#find(asking, call)
    if (served === 'elsewhere') yield* this.#askLive(request, call)
    else yield* this.#answer(await served, request, call)
  }

  /** Counts as recorded, else an estimate: no client is to fail for want of one. */
  async countTokens(request: MessagesRequest, call: Call): Promise<TokenCount> {
    const asking = this.#askingOf(request, call, 'count_tokens')
    const found = this.#matcher.match(asking, this.#options.match === 'exact' ? 'exact' : 'normal')
    if (!found) {
      this.#tally.count('estimated')
      call.head({ status: 200, headers: { [replayHeader]: 'estimated' } })
      return { inputTokens: await estimateOf(request), estimated: true }
    }
    const { candidate, rung } = found
    const note = `#${candidate.seq} ${rung}`
    this.#tally.count(rung)
    if (candidate.end.outcome !== 'answered') throw failureOf(candidate.end, note, this.#options.pacing)
    call.head({ status: 200, headers: { ...keptHeaders(candidate.end), [replayHeader]: note } })
    return { inputTokens: candidate.exchange.end?.count ?? 0, estimated: false }
  }

  /** Those that the recorded clients asked for. */
  async models(): Promise<readonly ModelInfo[]> {
    return [...new Set(this.#options.library.entries.map(({ exchange }) => exchange.open.asked.model))].map(
      id => ({ id }),
    )
  }

  #askingOf(request: MessagesRequest, call: Call, kind: 'messages' | 'count_tokens'): AskingNow {
    const { scrub, library } = this.#options
    const clean = scrubbed(comparable(request), scrub)
    const lane = laneOf(senderOf(call.headers, request), kind)
    return { request: clean, lane, prints: printsOf(clean, library.normalizer) }
  }

  /** Decided at once and without waiting, so that requests are served in the order in which they came. */
  #find(asking: AskingNow, call: Call): Served | Promise<Served> | 'elsewhere' {
    const found = this.#matcher.match(asking)
    if (found) {
      const note = `#${found.candidate.seq} ${found.rung}`
      this.#tally.count(found.rung)
      const text = `${laneName(asking.lane)} answered by ${note}`
      if (found.rung === 'sequence') call.log.warn(`${text}: by its place alone, it was another request`)
      else call.log.info(text)
      return { entry: found.candidate, note, lane: asking.lane }
    }
    if (typeof this.#options.onMiss === 'object' && 'ask' in this.#options.onMiss) {
      this.#tally.count('live')
      call.log.warn(`${laneName(asking.lane)} was not recorded: the backend is asked`)
      return 'elsewhere'
    }
    return this.#missed(asking, call)
  }

  async #missed(asking: AskingNow, call: Call): Promise<Served> {
    const { onMiss = 'fail', library } = this.#options
    const spent = this.#matcher.spent(asking)
    const nearest = spent ?? this.#matcher.nearest(asking)
    const missed = spent
      ? spentMiss(spent)
      : missOf(asking, nearest, await nearest?.exchange.requestValue(), library.normalizer)
    if (onMiss === 'nearest' && nearest) {
      this.#tally.count('nearest')
      call.log.warn(`${laneName(asking.lane)} answered by #${nearest.seq}, the nearest: ${missed.text}`)
      return { entry: nearest, note: `#${nearest.seq} nearest`, lane: asking.lane }
    }
    if (this.#tally.miss(askedIn(asking))) this.#options.onMissed?.(missed)
    throw missError(missed.text, typeof onMiss === 'object' && 'status' in onMiss ? onMiss.status : 404)
  }

  async *#answer({ entry, note, lane }: Served, request: MessagesRequest, call: Call): EventStream {
    const { pacing } = this.#options
    const { end, exchange } = entry
    const message = await exchange.answerValue()
    const failure =
      end.outcome === 'answered'
        ? undefined
        : end.outcome === 'aborted'
          ? leftError(note)
          : failureOf(end, note, pacing)
    if (!message || (failure && message.content.length === 0)) {
      await pausedFor(end, pacing, this.#clock, call.signal)
      throw failure ?? leftError(note)
    }
    const agents = this.#matcher.agentsOf(lane.session)
    const moved = movedMessage(
      message,
      { folder: entry.folder, session: entry.lane.session, agents: agents.recorded },
      { folder: folderOf(request), session: lane.session, agents: agents.now },
    )
    call.head({ status: 200, headers: { ...keptHeaders(end), [replayHeader]: note } })
    const events = failure ? brokenOff(moved) : [...unfold(moved)]
    yield* paced(events, end, pacing, this.#clock, call.signal)
    if (failure) throw failure
  }

  async *#askLive(request: MessagesRequest, call: Call): EventStream {
    const { onMiss } = this.#options
    if (typeof onMiss !== 'object' || !('ask' in onMiss)) return
    let isFirst = true
    for await (const event of call.ask(onMiss.ask, request)) {
      if (isFirst) call.head({ status: 200, headers: { [replayHeader]: 'live' } })
      isFirst = false
      yield event
    }
  }
}

interface AskingNow extends Asking {
  readonly request: MessagesRequest
}

/** Claude Code asks once more without streaming, and then for fewer tokens: that is the same question. */
const askedIn = ({ lane, prints }: Asking): string =>
  [lane.side, lane.agent, prints.shape, ...prints.messages].join(' ')

const laneName = ({ side, agent }: Lane): string =>
  side ?? (agent === '' ? 'main' : `agent ${agent.slice(0, 6)}`)

function scrubbed(request: MessagesRequest, scrub: RecordedOptions['scrub']): MessagesRequest {
  if (!scrub) return request
  const text = JSON.stringify(request)
  const clean = scrub(text)
  return clean === text ? request : ((parsed(clean) ?? request) as MessagesRequest)
}

/** A secret that reaches beyond the text that holds it leaves no JSON: the request is then looked for as it is. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

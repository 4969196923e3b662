/** What a recording can answer: each exchange with what it is found by. Answers stay on disk until they are asked for. */
import { stripCarriers } from '../../anthropic/carriers.ts'
import type { MessagesRequest } from '../../anthropic/request.ts'
import { laneOf, senderOf } from '../../recording/matching/lanes.ts'
import type { Candidate } from '../../recording/matching/matcher.ts'
import { Normalizer, type Pattern } from '../../recording/matching/patterns.ts'
import { folderOf } from '../../recording/matching/places.ts'
import { printsOf } from '../../recording/matching/prints.ts'
import type { RecordedExchange } from '../../recording/recorded-exchange.ts'
import { RecordingError } from '../../recording/recording-error.ts'
import type { ExchangeLine } from '../../recording/schema.ts'

export interface Entry extends Candidate {
  readonly exchange: RecordedExchange
  readonly end: ExchangeLine
  /** Where the client worked, as far as it said. */
  readonly folder: string | undefined
}

export interface Library {
  readonly entries: readonly Entry[]
  /** Recorded exchanges that can answer nobody: they never ended, or a body of theirs was not kept or is damaged. */
  readonly unusable: number
  /** What is wrong with those that are damaged, a sentence each. */
  readonly faults: readonly string[]
  readonly normalizer: Normalizer
}

/** Reads every body once. `patterns` are a person's own. */
export async function readLibrary(
  exchanges: readonly RecordedExchange[],
  patterns: readonly Pattern[] = [],
): Promise<Library> {
  const normalizer = new Normalizer(patterns)
  const entries: Entry[] = []
  const faults: string[] = []
  let unusable = 0
  // What a council or a plugin has asked never came from a client.
  const ofClients = exchanges.filter(({ open }) => open.parent === undefined)
  for (const exchange of ofClients) {
    const entry = await entryOf(exchange, normalizer).catch((thrown: unknown) => {
      if (!(thrown instanceof RecordingError)) throw thrown
      faults.push(thrown.message)
      return undefined
    })
    if (entry) entries.push(entry)
    // Any count can be estimated.
    else if (exchange.open.kind === 'messages') unusable += 1
  }
  return { entries, unusable, faults, normalizer }
}

async function entryOf(exchange: RecordedExchange, normalizer: Normalizer): Promise<Entry | undefined> {
  const { open, end } = exchange
  if (!end || (end.outcome === 'answered' && !end.answer && end.count === undefined)) return undefined
  const recorded = await exchange.requestValue()
  if (!recorded) return undefined
  if (!isRequest(recorded))
    throw new RecordingError(`#${exchange.seq} holds a request without messages that can be read`)
  // Now, and not when a client waits for it.
  await exchange.answerValue()
  const request = comparable(recorded)
  // Recordings of other programs have no headers.
  const tellsSender = 'user-agent' in open.headers || 'x-claude-code-session-id' in open.headers
  const sender = tellsSender ? senderOf(open.headers, request) : open.who
  return {
    seq: exchange.seq,
    lane: laneOf(sender, open.kind),
    prints: printsOf(request, normalizer),
    isLastResort: end.outcome === 'aborted',
    exchange,
    end,
    folder: folderOf(request),
  }
}

/** A client may have sent anything, and was refused with it. */
function isRequest(value: unknown): value is MessagesRequest {
  const { messages } = (value ?? {}) as { readonly messages?: unknown }
  return Array.isArray(messages) && messages.every(message => isContent(message?.content))
}

const isContent = (content: unknown): boolean =>
  typeof content === 'string' ||
  (Array.isArray(content) && content.every(block => typeof block?.type === 'string'))

/** What claudecodex lets travel through a client was for the backend that was recorded. */
export const comparable = (request: MessagesRequest): MessagesRequest => stripCarriers(request)

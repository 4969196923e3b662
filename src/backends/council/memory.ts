/**
 * What a conversation owes to its councils: the advice that stands at some of its places, byte for byte as it was given,
 * and who acts. It survives no restart: a conversation goes on without.
 */
import type { MessagesRequest } from '../../anthropic/request.ts'
import { type Place, placesIn, withTexts } from './places.ts'
import { Remembered } from './remembered.ts'
import { lastWords } from './words.ts'

interface Entry {
  readonly text?: string
  /** `id` of the member that has acted. */
  readonly lead?: string
}

export class TurnMemory {
  readonly #entries: Remembered<Entry>

  constructor(now: () => number) {
    this.#entries = new Remembered({ now })
  }

  recall(request: MessagesRequest, session: string | undefined): Recalled {
    return new Recalled({
      request,
      places: placesIn(request, session),
      entries: this.#entries,
      hasSession: session !== undefined,
    })
  }
}

interface RecalledParts {
  /** As the client sent it. */
  readonly request: MessagesRequest
  readonly places: readonly Place[]
  readonly entries: Remembered<Entry>
  readonly hasSession: boolean
}

/** One request, and what is known of it from earlier ones. */
export class Recalled {
  /** With the advice at its places. */
  readonly request: MessagesRequest
  /** `id` of who acts in this turn, from its first request on. */
  readonly lead: string | undefined
  /** Whether this very request has its advice: only where sessions tell conversations apart. */
  readonly isAdvised: boolean
  readonly #parts: RecalledParts
  /** Where the person spoke who began the turn. */
  readonly #turn: Place | undefined

  constructor(parts: RecalledParts) {
    const { request, places, entries, hasSession } = parts
    this.#parts = parts
    const spoken = lastWords(request)
    this.#turn = places.find(({ index }) => index === spoken)
    const texts = new Map<number, string>()
    for (const { index, key } of places) {
      const text = entries.get(key)?.text
      if (text !== undefined) texts.set(index, text)
    }
    this.lead = this.#turn && entries.get(this.#turn.key)?.lead
    this.isAdvised = hasSession && texts.has(places.at(-1)?.index ?? -1)
    this.request = withTexts(request, texts)
  }

  /** With advice at the last message of the user. */
  advised(text: string): Recalled {
    this.#write(this.#parts.places.at(-1), { text })
    return new Recalled(this.#parts)
  }

  /** Whoever has begun a turn acts until it ends: ids of calls and the cache are its own. */
  remember(lead: string | undefined): void {
    if (lead !== undefined && lead !== this.lead) this.#write(this.#turn, { lead })
  }

  #write(place: Place | undefined, entry: Entry): void {
    if (!place) return
    const { entries } = this.#parts
    entries.set(place.key, { ...entries.get(place.key), ...entry })
  }
}

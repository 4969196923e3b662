/** Finds the recorded exchange that answers a request: the surest likeness first, conversation by conversation. */
import type { Lane } from './lanes.ts'
import type { Prints } from './prints.ts'

/** From the surest to the boldest. */
export const rungs = ['exact', 'normal', 'shape', 'sequence'] as const
export type Rung = (typeof rungs)[number]

export interface Asking {
  readonly lane: Lane
  readonly prints: Prints
}

export interface Candidate extends Asking {
  readonly seq: number
  /** Its answer was never whole: taken only where no other is as like. */
  readonly isLastResort: boolean
}

export interface Found<Kind extends Candidate> {
  readonly candidate: Kind
  readonly rung: Rung
}

export interface MatcherOptions {
  /** The last rung that is tried. */
  readonly depth: Rung
  /** Every session finds the whole recording, however often it was served. */
  readonly reuse?: boolean
}

/** A session of now, and what it was found to repeat. */
interface Session {
  /** Name of the recorded session. */
  recorded: string | undefined
  /** Recorded agents by those of now. */
  readonly agents: Map<string, string>
  readonly used: Set<Candidate>
}

export class Matcher<Kind extends Candidate> {
  readonly #candidates: readonly Kind[]
  readonly #options: MatcherOptions
  readonly #sessions = new Map<string, Session>()
  readonly #served = new Set<Candidate>()

  /** `candidates` in the order in which they began. */
  constructor(candidates: readonly Kind[], options: MatcherOptions) {
    this.#candidates = candidates
    this.#options = options
  }

  /** Those that have answered nobody. */
  get unused(): readonly Kind[] {
    return this.#candidates.filter(candidate => !this.#served.has(candidate))
  }

  /** Agents of a recorded session and, in the same order, those of now that repeat them. */
  agentsOf(session: string): { readonly recorded: readonly string[]; readonly now: readonly string[] } {
    const pairs = [...(this.#sessions.get(session)?.agents ?? [])].filter(([now]) => now !== '')
    return { recorded: pairs.map(([, recorded]) => recorded), now: pairs.map(([now]) => now) }
  }

  match(asking: Asking, depth: Rung = this.#options.depth): Found<Kind> | undefined {
    const session = this.#sessionOf(asking.lane.session)
    const found = this.#climb(asking, session, depth) ?? this.#again(asking, session, depth)
    if (!found) return undefined
    session.used.add(found.candidate)
    this.#served.add(found.candidate)
    this.#bind(asking.lane, found.candidate.lane, session)
    return found
  }

  /** The one that would have answered, had it not done so before. */
  spent(asking: Asking): Kind | undefined {
    return this.#used(asking, this.#sessionOf(asking.lane.session), this.#options.depth)?.candidate
  }

  /** The recorded one that is most like it, used or not; undefined where nothing of its kind was recorded. */
  nearest({ lane, prints }: Asking): Kind | undefined {
    const session = this.#sessionOf(lane.session)
    const closeness = (candidate: Kind): readonly number[] => [
      commonStart(candidate.prints.messages, prints.messages),
      -Math.abs(candidate.prints.messages.length - prints.messages.length),
      Number(this.#isOwnLane(candidate.lane, lane, session)),
      Number(!session.used.has(candidate)),
      -candidate.seq,
    ]
    return this.#candidates
      .filter(candidate => isOfKind(candidate.lane, lane))
      .map(candidate => ({ candidate, closeness: closeness(candidate) }))
      .reduce<{ candidate: Kind; closeness: readonly number[] } | undefined>(
        (best, next) => (best && compare(best.closeness, next.closeness) >= 0 ? best : next),
        undefined,
      )?.candidate
  }

  #sessionOf(name: string): Session {
    const known = this.#sessions.get(name)
    if (known) return known
    const used = this.#options.reuse ? new Set<Candidate>() : this.#served
    const session: Session = { recorded: undefined, agents: new Map(), used }
    this.#sessions.set(name, session)
    return session
  }

  #climb(asking: Asking, session: Session, depth: Rung): Found<Kind> | undefined {
    const free = this.#candidates.filter(
      candidate => !session.used.has(candidate) && isOfKind(candidate.lane, asking.lane),
    )
    const ownLane = free.filter(({ lane }) => this.#isOwnLane(lane, asking.lane, session))
    for (const rung of rungs.slice(0, rungs.indexOf(depth) + 1)) {
      // What has the same content is the same wherever it was said; likeness counts within a conversation only.
      const pools = rung === 'exact' || rung === 'normal' ? [ownLane, free] : [ownLane]
      for (const pool of pools) {
        const fitting = pool.filter(candidate => fits(candidate, asking, rung))
        const candidate = fitting.find(({ isLastResort }) => !isLastResort) ?? fitting[0]
        if (candidate) return { candidate, rung }
      }
    }
    return undefined
  }

  /** Where exchanges may answer again, the last one that is as like does once all of them have. */
  #again(asking: Asking, session: Session, depth: Rung): Found<Kind> | undefined {
    return this.#options.reuse ? this.#used(asking, session, depth) : undefined
  }

  /** Of those that have answered. Being the next in a conversation is no likeness. */
  #used({ lane, prints }: Asking, session: Session, depth: Rung): Found<Kind> | undefined {
    const used = this.#candidates.filter(known => session.used.has(known) && isOfKind(known.lane, lane))
    for (const rung of rungs.slice(0, rungs.indexOf(depth) + 1)) {
      if (rung === 'sequence') break
      const fitting = used.filter(
        known =>
          known.prints[rung] === prints[rung] &&
          // A session that repeats none yet could have been the one that others repeat.
          (rung !== 'shape' || session.recorded === undefined || this.#isOwnLane(known.lane, lane, session)),
      )
      const candidate = fitting.findLast(({ isLastResort }) => !isLastResort) ?? fitting.at(-1)
      if (candidate) return { candidate, rung }
    }
    return undefined
  }

  /** The recorded lane that this one repeats; before that is known, any that nobody else repeats. */
  #isOwnLane(recorded: Lane, now: Lane, session: Session): boolean {
    if (session.recorded === undefined ? this.#isTaken(recorded) : session.recorded !== recorded.session)
      return false
    if (now.side !== undefined) return true
    const agent = session.agents.get(now.agent)
    if (agent !== undefined) return agent === recorded.agent
    return ![...session.agents.values()].includes(recorded.agent)
  }

  /** Two sessions of now repeat two that were recorded. */
  #isTaken({ session }: Lane): boolean {
    return !this.#options.reuse && [...this.#sessions.values()].some(({ recorded }) => recorded === session)
  }

  #bind(now: Lane, recorded: Lane, session: Session): void {
    if (now.side !== undefined) return
    session.recorded = recorded.session
    session.agents.set(now.agent, recorded.agent)
  }
}

const isOfKind = (one: Lane, other: Lane): boolean =>
  one.side === other.side && (one.side !== undefined || (one.agent === '') === (other.agent === ''))

const fits = ({ prints }: Asking, asking: Asking, rung: Rung): boolean =>
  rung === 'sequence' || prints[rung] === asking.prints[rung]

function commonStart(one: readonly number[], other: readonly number[]): number {
  const end = one.findIndex((print, index) => print !== other[index])
  return end < 0 ? one.length : end
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [index, value] of one.entries()) {
    const difference = value - (other[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

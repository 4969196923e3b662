/** A council as JSON: what `--json` prints and the transcript keeps. The names here are documented and stay. */
import type { ApiError } from '../../anthropic/errors.ts'
import type { Absent, Council, CouncilEvent, Member, MemberAnswer, Review } from '../../council/types.ts'
import type { CouncilEnd } from './run.ts'
import { chosenAnswer } from './verdict.ts'

export const schemaVersion = 1

export interface DocumentFacts {
  readonly end: CouncilEnd
  readonly council: Council
  readonly absent: readonly Absent[]
  /** Milliseconds. */
  readonly totalMs: number
  readonly transcript?: string
}

export interface Included {
  readonly responses: boolean
  readonly reviews: boolean
}

export function documentOf({ end, council, absent, totalMs, transcript }: DocumentFacts, included: Included) {
  const { status, result, error, ranking, answers, reviews } = end
  return {
    schemaVersion,
    status,
    mode: council.mode,
    ...chosenAnswer(end),
    synthesis: result?.synthesis ?? null,
    degraded: result?.degraded ?? [],
    ranking: ranking ?? null,
    dissent: result?.dissent ?? [],
    members: answers.map(answer => memberJson(answer, included.responses)),
    ...(included.reviews && { reviews: reviews.map(reviewJson) }),
    absent,
    chairmen: council.chairmen.map(({ id }) => id),
    calls: result?.calls ?? null,
    dollars: result?.dollars ?? null,
    timing: result?.timing ?? { totalMs },
    seed: council.seed,
    promptVersion: result?.promptVersion ?? null,
    ...(error && status === 'failed' && { error: errorJson(error) }),
    ...(transcript !== undefined && { transcript }),
  }
}

function memberJson(answer: MemberAnswer, withText: boolean) {
  const { member, status, text, usage, dollars, timing, error, suspicions } = answer
  return {
    id: member.id,
    model: member.model,
    family: member.family,
    status,
    ...(withText && { text }),
    usage: usage ?? null,
    // Not known is not nothing.
    dollars: dollars ?? null,
    timing,
    ...(error && { error: errorJson(error) }),
    suspicions,
  }
}

const reviewJson = ({ reviewer, error, dollars, ...review }: Review) => ({
  reviewer: reviewer.id,
  ...review,
  dollars: dollars ?? null,
  ...(error && { error: errorJson(error) }),
})

const errorJson = ({ type, message, status }: ApiError) => ({ type, message, status })

/** One line of `--jsonl`: the event, in which members go by their `id`. */
export function eventJson(event: CouncilEvent): string {
  const isMember = (value: unknown): value is Member =>
    typeof value === 'object' && value !== null && 'id' in value && 'family' in value && 'model' in value
  return JSON.stringify(event, (key, value: unknown) =>
    key === 'members' || key === 'chairmen' || !isMember(value) ? value : memberRef(key, value),
  )
}

/** In the list of members they stand as they are. */
const memberRef = (key: string, member: Member): unknown => (/^\d+$/.test(key) ? member : member.id)

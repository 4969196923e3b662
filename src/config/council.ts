/** Who sits in a council: specs become members; what cannot take part is left out, with what to do about it. */
import type { Backend } from '../core/backend.ts'
import type { Absent, Council, Member } from '../council/types.ts'
import type { CouncilSettings } from './configuration.ts'
import { familyOf } from './council-models.ts'
import { type CouncilSpec, parseSpec, wholeSpecs } from './council-spec.ts'
import { type CouncilTarget, type TargetParts, targetOf } from './council-target.ts'
import { ConfigError } from './errors.ts'
import { isSet } from './variables.ts'

export interface CouncilResolution extends TargetParts {
  /** A client lends its credentials, with which Anthropic's own API is asked. Default: there is none. */
  readonly hasClient?: boolean
}

export interface ResolvedCouncil {
  readonly members: readonly Member[]
  /** Tried one after the other. */
  readonly chairmen: readonly Member[]
  /** Absent: the members. */
  readonly reviewers?: readonly Member[]
  readonly absent: readonly Absent[]
  /** What each spec became, and what stands in for what. */
  readonly notes: readonly string[]
}

/** A spec that somebody answers to. */
interface Seat {
  readonly spec: CouncilSpec
  /** Shown to people. */
  readonly id: string
  /** What is asked of the gateway. */
  readonly model: string
  readonly family: string
}

type Found = { readonly seat: Seat } | { readonly absent: Absent }

/** Throws a `ConfigError` for a spec that cannot be read, and where nobody can take part. */
export function resolveCouncil(settings: CouncilSettings, parts: CouncilResolution): ResolvedCouncil {
  if (settings.members.length === 0) throw new ConfigError(nobodyNamed)
  const sitting = seatsOf(settings.members, parts)
  const members = membersOf(sitting.seats)
  const [first] = members
  if (!first) throw new ConfigError(nobodyUsable(sitting.absent))
  const leading = seatsOf(settings.chairman?.split(',') ?? [], parts)
  const reviewing = seatsOf(settings.reviewers ?? [], parts)
  const chairmen = among(members, leading.seats)
  const reviewers = among(members, reviewing.seats)
  const seats = [...sitting.seats, ...leading.seats, ...reviewing.seats]
  const notes = [...new Set(seats.flatMap(noteOf))]
  const isReplaced = settings.chairman !== undefined && chairmen.length === 0
  return {
    members,
    chairmen: chairmen.length > 0 ? chairmen : [first],
    ...(reviewers.length > 0 && { reviewers }),
    absent: unique([...sitting.absent, ...leading.absent, ...reviewing.absent]),
    notes: isReplaced
      ? [...notes, `${first.id} is the chairman, since ${settings.chairman} cannot be asked`]
      : notes,
  }
}

/** The council of today: what is settled, and who is there. `seed` decides where the settings name none. */
export function councilOf(settings: CouncilSettings, resolved: ResolvedCouncil, seed: string): Council {
  const { mode, timeoutMs, deadlineMs, quorum, maxDollars } = settings
  const { members, chairmen, reviewers } = resolved
  if (quorum !== undefined && quorum > members.length) {
    throw new ConfigError(
      `a quorum of ${quorum} can never be met: ${members.length === 1 ? 'one member' : `${members.length} members`} can be asked`,
    )
  }
  return {
    mode,
    members,
    chairmen,
    ...(reviewers && { reviewers }),
    ...(quorum !== undefined && { quorum }),
    callMs: timeoutMs,
    ...(deadlineMs !== undefined && { deadlineMs }),
    seed: settings.seed ?? seed,
    ...(maxDollars !== undefined && { maxDollars }),
  }
}

const nobodyNamed =
  'the council has no members: name them with --models a,b,c, COUNCIL_MODELS or council.members; ' +
  '--models sim:a,sim:b,sim:c needs no key'

const nobodyUsable = (absent: readonly Absent[]): string =>
  [
    'no member of the council can be asked:',
    ...absent.map(({ spec, reason }) => `  ${spec}: ${reason}`),
  ].join('\n')

function seatsOf(
  texts: readonly string[],
  parts: CouncilResolution,
): { readonly seats: readonly Seat[]; readonly absent: readonly Absent[] } {
  const found = wholeSpecs(texts).map(text => find(parseSpec(text), parts))
  return {
    seats: found.flatMap(one => ('seat' in one ? [one.seat] : [])),
    absent: found.flatMap(one => ('absent' in one ? [one.absent] : [])),
  }
}

function find(spec: CouncilSpec, parts: CouncilResolution): Found {
  const target = targetOf(spec.name, parts)
  const missing = (reason: string): Found => ({ absent: { spec: spec.text, reason } })
  try {
    const backend = parts.backends.find(target.backend)
    if (!backend) return missing(`this version has no backend "${target.backend}"`)
    const key = keyMissing(target, parts)
    if (key !== undefined) return missing(key)
    const seat = seatAt(spec, target, backend)
    return seat
      ? { seat }
      : missing(`${target.backend} has no model of its own: write ${target.backend}:MODEL`)
  } catch (thrown) {
    if (!ConfigError.is(thrown)) throw thrown
    return missing(thrown.reason)
  }
}

/** Anthropic's backend can be made without a key, for a client that brings its own. */
function keyMissing({ backend }: CouncilTarget, parts: CouncilResolution): string | undefined {
  const { environment, declared = [], hasClient = false } = parts
  if (backend !== 'anthropic' || declared.includes(backend) || hasClient) return undefined
  if (isSet(environment, 'ANTHROPIC_API_KEY')) return undefined
  return 'neither credentials for Bedrock (AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_BEARER_TOKEN_BEDROCK) nor ANTHROPIC_API_KEY are set: set either'
}

function seatAt(spec: CouncilSpec, target: CouncilTarget, backend: Backend): Seat | undefined {
  const model = target.model || backend.model
  if (model === undefined) return undefined
  return {
    spec,
    id: `${target.backend}:${target.shortModel || model}`,
    model: `${target.backend}:${model}`,
    family: familyOf(target.backend, model),
  }
}

/** One for each time a model is asked; what is named twice is asked twice. */
function membersOf(seats: readonly Seat[]): readonly Member[] {
  const byModel = new Map<string, Seat[]>()
  for (const seat of seats) byModel.set(seat.model, [...(byModel.get(seat.model) ?? []), seat])
  return [...byModel.values()].flatMap(same => {
    const samples = same.flatMap(seat => Array.from({ length: seat.spec.samples }, () => seat))
    const id = same[0]?.id ?? ''
    return samples.map((seat, index) =>
      samples.length > 1 ? sampleAt(seat, id, index + 1) : memberAt(seat, id),
    )
  })
}

/** What is simulated says the same to the same question, unless it is told which sample it is. */
function sampleAt(seat: Seat, id: string, number: number): Member {
  const member = memberAt(seat, `${id} #${number}`)
  return seat.family.startsWith('sim ') ? { ...member, model: `${member.model} #${number}` } : member
}

const memberAt = ({ spec, model, family }: Seat, id: string): Member => ({
  id,
  model,
  family,
  ...(spec.temperature !== undefined && { temperature: spec.temperature }),
  ...(spec.isRequired && { isRequired: true }),
})

/** The member where one is of that model, so that it goes by one name. */
const among = (members: readonly Member[], seats: readonly Seat[]): readonly Member[] => {
  const own = seats.map(
    seat =>
      members.find(
        ({ model, temperature }) =>
          model.replace(/ #\d+$/, '') === seat.model &&
          (seat.spec.temperature === undefined || temperature === seat.spec.temperature),
      ) ?? memberAt(seat, seat.id),
  )
  return [...new Map(own.map(member => [member.id, member])).values()]
}

const noteOf = ({ spec, model }: Seat): readonly string[] =>
  spec.name === model ? [] : [`${spec.name} is ${model}`]

const unique = (absent: readonly Absent[]): readonly Absent[] => [
  ...new Map(absent.map(one => [one.spec, one])).values(),
]

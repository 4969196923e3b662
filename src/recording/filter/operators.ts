/** The words of the filter language. This table is what the parser reads, what the help prints and what docs/filters.md lists. */
import { requestClasses } from '../../core/who.ts'
import {
  backendsOf,
  contextOf,
  dollarsOf,
  isCold,
  isReplay,
  modelsOf,
  startOf,
  statusesOf,
  totalOf,
} from '../facts.ts'
import type { RecordedExchange } from '../recorded-exchange.ts'
import type { Contents } from './contents.ts'
import { ValueProblem } from './filter-error.ts'
import type { Value } from './scanner.ts'
import {
  alternativesOf,
  beginning,
  type Compares,
  containing,
  count,
  dollars,
  duration,
  type Matches,
  matching,
  moment,
  named,
  statuses,
} from './values.ts'

/** Decided by what is in memory, or by what has to be read. */
export type Test =
  | { readonly reads: 'facts'; readonly holds: (exchange: RecordedExchange) => boolean }
  | { readonly reads: 'contents'; readonly holds: (contents: Contents) => Promise<boolean> }

export interface Operator {
  /** How its value is called; absent where it has none. */
  readonly value?: string
  readonly example: string
  /** Completes "exchanges …". */
  readonly meaning: string
  /** Throws a `ValueProblem`. `now` is in milliseconds since the epoch. */
  readonly test: (value: Value, now: number) => Test
}

const facts = (holds: (exchange: RecordedExchange) => boolean): Test => ({ reads: 'facts', holds })

const ofRequest = (matches: Matches): Test => ({
  reads: 'contents',
  holds: async contents => (await contents.request()).some(matches),
})

const ofAnswer = (matches: Matches): Test => ({
  reads: 'contents',
  holds: async contents => (await contents.answer()).some(matches),
})

const measured = (read: (exchange: RecordedExchange) => number | undefined, compares: Compares): Test =>
  facts(exchange => {
    const number = read(exchange)
    return number !== undefined && compares(number)
  })

export const operators: Readonly<Record<string, Operator>> = {
  e: {
    example: '~e',
    meaning: 'that failed',
    test: () => facts(({ end }) => end?.outcome === 'failed'),
  },
  m: {
    value: 'model',
    example: '~m opus',
    meaning: 'whose asked or answering model has this in its name',
    test: value => matchingOne(modelsOf, containing(value)),
  },
  a: {
    value: 'agent',
    example: '~a Explore',
    meaning: 'of an agent, by its type (`main` is one, `*` stands for anything) or the beginning of its id',
    test: value => ofAgent(named(value), beginning(value)),
  },
  s: {
    value: 'session',
    example: '~s 3f2c',
    meaning: 'of a session of the client, by the beginning of its id',
    test: value => matchingOne(({ open }) => [open.who.session], beginning(value)),
  },
  class: {
    value: 'class',
    example: '~class subagent',
    meaning: `of a class: ${requestClasses.join(', ')}`,
    test: value => ofClass(value),
  },
  t: {
    value: 'tool',
    example: '~t Bash',
    meaning: 'whose answer calls this tool; `*` stands for anything, as in `mcp__*`',
    test: value => matchingOne(({ end }) => end?.tools?.map(({ name }) => name) ?? [], named(value)),
  },
  b: {
    value: 'backend',
    example: '~b openai',
    meaning: 'that this backend has answered, or was asked for',
    test: value => matchingOne(backendsOf, named(value)),
  },
  q: {
    value: 'regex',
    example: '~q "npm test"',
    meaning: 'with this in the messages of the request: texts, inputs and results of tools',
    test: value => ofRequest(matching(value)),
  },
  r: {
    value: 'regex',
    example: '~r /panic/i',
    meaning: 'with this in the answer: texts, thinking, inputs of tools, words of an error',
    test: value => ofAnswer(matching(value)),
  },
  sys: {
    value: 'regex',
    example: '~sys "plan mode"',
    meaning: 'with this in the system prompt',
    test: value => {
      const matches = matching(value)
      return { reads: 'contents', holds: async contents => (await contents.system()).some(matches) }
    },
  },
  c: {
    value: 'status',
    example: '~c 5xx',
    meaning: 'with this status of HTTP, of the answer or of any try to get one',
    test: value => {
      const compares = statuses(value)
      return facts(exchange => statusesOf(exchange).some(compares))
    },
  },
  cold: {
    example: '~cold',
    meaning: 'whose prompt was not, or not all, in the provider’s cache though it should have been',
    test: () => facts(isCold),
  },
  slow: {
    value: 'time',
    example: '~slow 10s',
    meaning: 'that took so long: `ms`, `s`, `m`, `h`; `<2s` for less',
    test: value => measured(totalOf, duration(value)),
  },
  ctx: {
    value: 'tokens',
    example: '~ctx >100k',
    meaning: 'whose whole prompt has so many tokens: `k`, `m`; `>`, `<`, `>=`, `<=`, `=`',
    test: value => measured(contextOf, count(value)),
  },
  cost: {
    value: 'dollars',
    example: '~cost >0.5',
    meaning: 'that cost so much; never those whose price is not known',
    test: value => measured(dollarsOf, dollars(value)),
  },
  replay: {
    example: '~replay',
    meaning: 'that repeat a recorded one',
    test: () => facts(isReplay),
  },
  after: {
    value: 'when',
    example: '~after 10m',
    meaning: 'that began at this time or later: `10m`, `2h`, `3d` ago, or ISO 8601',
    test: (value, now) => {
      const limit = moment(value, now)
      return facts(exchange => startOf(exchange) >= limit)
    },
  },
  before: {
    value: 'when',
    example: '~before 2026-11-26T10:30',
    meaning: 'that began before this time',
    test: (value, now) => {
      const limit = moment(value, now)
      return facts(exchange => startOf(exchange) < limit)
    },
  },
}

function matchingOne(
  read: (exchange: RecordedExchange) => readonly (string | undefined)[],
  matches: Matches,
): Test {
  return facts(exchange => read(exchange).some(text => text !== undefined && matches(text)))
}

const ofAgent = (isType: Matches, isId: Matches): Test =>
  facts(({ open: { who } }) => {
    if (who.agent === undefined) return who.class === 'main' && isType('main')
    return isId(who.agent) || (who.agentType !== undefined && isType(who.agentType))
  })

function ofClass(value: Value): Test {
  const wanted = alternativesOf(value).map(text => text.toLowerCase())
  const unknown = wanted.find(name => !(requestClasses as readonly string[]).includes(name))
  if (unknown !== undefined) {
    throw new ValueProblem(`there is no class "${unknown}"; there are ${requestClasses.join(', ')}`)
  }
  return facts(({ open }) => wanted.includes(open.who.class))
}

/** A word without an operator: in the request or in the answer. */
export function wordTest(value: Value): Test {
  const matches = containing(value)
  return {
    reads: 'contents',
    holds: async contents =>
      (await contents.answer()).some(matches) || (await contents.request()).some(matches),
  }
}

/** `#12`, `#12-20`, `#12-`. Undefined for what is none of these. */
export function turnsTest(text: string): Test | undefined {
  const [whole, first, dash, last] = /^#(\d+)(-(\d*))?$/.exec(text) ?? []
  if (whole === undefined) return undefined
  const from = Number(first)
  const to = dash === undefined ? from : last ? Number(last) : Number.POSITIVE_INFINITY
  return facts(({ seq }) => seq >= from && seq <= to)
}

/** The flags of `npm run bench`. */
import { parseArgs } from 'node:util'

export interface Options {
  readonly rounds: number
  readonly quick: boolean
  /** Names of measures and of contenders that take part; empty: all of that kind. */
  readonly measures: readonly string[]
  readonly contenders: readonly string[]
  /** A file that the tables are also added to. */
  readonly append?: string
}

export interface Known {
  readonly measures: readonly string[]
  readonly contenders: readonly string[]
}

const most = 50

/** Throws an error that lists what is known. */
export function parseOptions(words: readonly string[], known: Known): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      append: { type: 'string' },
    },
  })
  const rounds = Number(values.rounds ?? (values.quick ? 2 : 9))
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > most) {
    throw new Error(`--rounds: expected a whole number from 1 to ${most}, got "${values.rounds}"`)
  }
  const wanted = values.only.flatMap(list => list.split(',')).filter(Boolean)
  const unknown = wanted.filter(name => !known.measures.includes(name) && !known.contenders.includes(name))
  if (unknown.length > 0) {
    throw new Error(
      `--only: there is no "${unknown.join('", "')}"; measures are ${known.measures.join(', ')}, ` +
        `contenders are ${known.contenders.join(', ')}`,
    )
  }
  return {
    rounds,
    quick: values.quick,
    measures: known.measures.filter(name => wanted.includes(name)),
    contenders: known.contenders.filter(name => wanted.includes(name)),
    ...(values.append !== undefined && { append: values.append }),
  }
}

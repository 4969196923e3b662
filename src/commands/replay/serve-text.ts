/** What `replay --serve` says: when it is ready, of a request that was not recorded, and at its end. */
import type { ChalkInstance } from 'chalk'
import type { Entry } from '../../backends/recorded/library.ts'
import { type Missed, type ReplayTally, ways } from '../../backends/recorded/tally.ts'
import { differenceLines } from '../../recording/matching/difference.ts'
import { printable } from '../printable.ts'

export interface ReadyFacts {
  readonly version: string
  readonly url: string
  readonly files: readonly string[]
  /** When the recording began, ISO 8601. */
  readonly recordedAt: string
  readonly exchanges: number
  readonly unusable: number
  /** Names of the models that were asked for. */
  readonly models: readonly string[]
  readonly match: string
  readonly onMiss: string
  readonly timing: string
  readonly openTo?: string | undefined
  /** Starts Claude Code through this server. */
  readonly client: string
  readonly remarks: readonly string[]
}

export function readyText(facts: ReadyFacts, colors: ChalkInstance): string {
  const row = (name: string, text: string): string => `  ${colors.dim(name.padEnd(9))} ${printable(text)}`
  const more = facts.files.length - 1
  const lines = [
    `${colors.bold('claudecodex')} ${facts.version}  ${colors.cyan(facts.url)}`,
    '',
    row('recording', `${facts.files[0]}${more > 0 ? ` and ${more} more` : ''}, of ${facts.recordedAt}`),
    row(
      'exchanges',
      `${facts.exchanges}${facts.unusable > 0 ? `, and ${facts.unusable} that cannot answer` : ''}`,
    ),
    row('models', facts.models.join(', ') || 'none'),
    row('match', `${facts.match}; a miss: ${facts.onMiss}; timing: ${facts.timing}`),
    ...(facts.openTo === undefined ? [] : [row('open to', facts.openTo)]),
    '',
    ...facts.remarks.map(text => `  ${colors.yellow('!')} ${printable(text)}`),
    ...(facts.remarks.length > 0 ? [''] : []),
    colors.dim('  Claude Code, in another terminal:'),
    `  ${facts.client}`,
    '',
    colors.dim('  Ctrl-C stops it, and tells what was served.'),
    '',
  ]
  return lines.map(line => `${line}\n`).join('')
}

/** For the person who watches: what the client asked for, and how it differs from what is there. */
export const missText = ({ text, differences }: Missed): string =>
  printable([text, ...differenceLines(differences)].join('\n'))

/** Exchanges that are named one by one. */
const mostNamed = 20

export function reportText(tally: ReplayTally, total: number, colors: ChalkInstance): string {
  const { unused, misses, counts } = tally
  const by = ways.flatMap(way => (counts.has(way) ? [`${counts.get(way)} ${way}`] : []))
  const row = (name: string, text: string): string => `  ${colors.dim(name.padEnd(9))} ${text}\n`
  const more = unused.length - mostNamed
  return [
    row(
      'replayed',
      `${total - unused.length} of ${total} exchanges${by.length > 0 ? `: ${by.join(', ')}` : ''}`,
    ),
    ...(misses > 0 ? [row('missed', colors.red(misses === 1 ? 'one request' : `${misses} requests`))] : []),
    ...(unused.length > 0
      ? [
          row(
            'unused',
            `${unused.slice(0, mostNamed).map(nameOf).join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
          ),
        ]
      : []),
  ].join('')
}

/** One line for other programs. */
export const reportLine = (tally: ReplayTally, total: number): string =>
  `${JSON.stringify({
    kind: 'replay',
    exchanges: total,
    served: Object.fromEntries(tally.counts),
    missed: tally.misses,
    unused: tally.unused.map(({ seq }) => seq),
  })}\n`

const nameOf = ({ seq, lane }: Entry): string =>
  `#${seq} ${lane.side ?? (lane.agent === '' ? 'main' : `agent ${lane.agent.slice(0, 6)}`)}`

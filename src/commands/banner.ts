/** What `serve` says when it is ready: where it listens, what answers and why, and the lines to paste. */
import { homedir } from 'node:os'
import { relative, sep } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { ChalkInstance } from 'chalk'

export interface BannerFacts {
  readonly version: string
  readonly url: string
  /** The configuration file. */
  readonly file?: string
  readonly backend: { readonly name: string; readonly reason: string; readonly address?: string }
  readonly model?: { readonly name: string; readonly reason: string }
  /** Who can reach the server beside this machine. */
  readonly openTo?: string
  readonly plugins: readonly string[]
  /** Where exchanges are recorded. */
  readonly recording?: string
  /** What was found and is not used unasked. */
  readonly offers: readonly string[]
  /** What was ignored or replaced. */
  readonly notices: readonly string[]
  /** Starts Claude Code through this proxy. */
  readonly client: string
  /** Starts it where the variables are set. */
  readonly start: string
  /** Sets every variable for the clients of a shell. */
  readonly variables: string
  /** What to know of the line that starts the client. */
  readonly hints: readonly string[]
  /** Asks something without any client. */
  readonly question?: string
}

/** In cells. */
export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}

/** Rows that the first exchanges need to be seen below the banner. */
const rowsLeft = 8

/** Without a size, as in a file, nothing is left out. */
export function bannerText(facts: BannerFacts, colors: ChalkInstance, size?: TerminalSize): string {
  const whole = wholeLines(facts, colors)
  const lines = size && rowsOf(whole, size) > size.rows - rowsLeft ? fewLines(facts, colors, size) : whole
  return lines.map(line => `${line}\n`).join('')
}

/** Long lines are broken by the terminal. */
const rowsOf = (lines: readonly string[], { columns }: TerminalSize): number =>
  lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0)

const widthOf = (line: string): number => stripVTControlCharacters(line).length

function wholeLines(facts: BannerFacts, colors: ChalkInstance): readonly string[] {
  const { plugins, url, question } = facts
  const remarks = remarkLines(facts, colors)
  return [
    titleLine(facts, colors),
    '',
    ...factRows(facts).map(parts => row(colors, ...parts)),
    row(colors, 'plugins', plugins.join(', ') || 'none'),
    recordingRow(facts, colors),
    row(colors, 'health', `${url}/health`),
    '',
    ...remarks,
    ...(remarks.length > 0 ? [''] : []),
    colors.dim('  Claude Code through this proxy, in another terminal:'),
    `  ${facts.client}`,
    ...facts.hints.map(text => colors.dim(`  (${text})`)),
    ...(question === undefined ? [] : [colors.dim('  or without any client:'), `  ${question}`]),
    colors.dim('  every variable, for all that this shell starts:'),
    `  ${facts.variables}`,
    '',
    colors.dim('  Ctrl-C stops it.'),
    '',
  ]
}

/** For a small terminal: who answers, and the shortest way to a client. */
function fewLines(facts: BannerFacts, colors: ChalkInstance, { columns }: TerminalSize): readonly string[] {
  const fitting = ([name, text, reason]: Fact): string => {
    const line = row(colors, name, text, reason)
    return widthOf(line) <= columns ? line : row(colors, name, text)
  }
  const hasFile = facts.file !== undefined
  return [
    titleLine(facts, colors),
    ...factRows(facts)
      .filter(([name]) => hasFile || name !== 'config')
      .map(fitting),
    ...remarkLines(facts, colors),
    colors.dim('  Claude Code, in another terminal:'),
    `  ${facts.variables}`,
    `  ${facts.start}`,
    '',
  ]
}

type Fact = readonly [name: string, text: string, reason?: string]

const factRows = ({ file, backend, model, openTo }: BannerFacts): readonly Fact[] => [
  ['config', file === undefined ? 'none' : shortPath(file)],
  ['backend', nameAndAddress(backend), backend.reason],
  ['model', model?.name ?? 'the client’s own choice', model?.reason ?? ''],
  ...(openTo === undefined ? [] : [['open to', openTo] as const]),
]

const titleLine = ({ version, url }: BannerFacts, colors: ChalkInstance): string =>
  `${colors.bold('claudecodex')} ${version}  ${colors.cyan(url)}`

const row = (colors: ChalkInstance, name: string, text: string, reason = ''): string =>
  `  ${colors.dim(name.padEnd(9))} ${text}${reason && colors.dim(` (${reason})`)}`

const recordingRow = ({ recording }: BannerFacts, colors: ChalkInstance): string =>
  recording === undefined
    ? row(colors, 'record', 'off')
    : row(colors, 'record', shortPath(recording), '--no-record turns it off')

const remarkLines = ({ offers, notices }: BannerFacts, colors: ChalkInstance): readonly string[] => [
  ...offers.map(text => `  ${colors.cyan('>')} ${text}`),
  ...notices.map(text => `  ${colors.yellow('!')} ${text}`),
]

const nameAndAddress = ({ name, address }: BannerFacts['backend']): string =>
  address === undefined ? name : `${name}, ${address}`

/** As short as it stays clear: below the working folder relative to it, below the home folder with `~`. */
export function shortPath(path: string, folder = process.cwd(), home = homedir()): string {
  const inside = (base: string): string | undefined => {
    const rest = relative(base, path)
    return rest && !rest.startsWith('..') && rest !== path ? rest : undefined
  }
  const below = inside(folder)
  if (below !== undefined) return below
  const belowHome = inside(home)
  return belowHome === undefined ? path : `~${sep}${belowHome}`
}

/** What `serve` says when it is ready: where it listens, what answers and why, and the lines to paste. */
import { homedir } from 'node:os'
import { relative, sep } from 'node:path'
import type { ChalkInstance } from 'chalk'

export interface BannerFacts {
  readonly version: string
  readonly url: string
  /** The configuration file. */
  readonly file?: string
  readonly backend: { readonly name: string; readonly reason: string; readonly address?: string }
  readonly model?: { readonly name: string; readonly reason: string }
  readonly plugins: readonly string[]
  /** What was found and is not used unasked. */
  readonly offers: readonly string[]
  /** What was ignored or replaced. */
  readonly notices: readonly string[]
  /** Starts Claude Code through this proxy. */
  readonly client: string
  /** Sets every variable for the clients of a shell. */
  readonly variables: string
  /** Asks something without any client. */
  readonly question?: string
}

export function bannerText(facts: BannerFacts, colors: ChalkInstance): string {
  const row = (name: string, text: string, reason = ''): string =>
    `  ${colors.dim(name.padEnd(9))} ${text}${reason && colors.dim(` (${reason})`)}`
  const { backend, model } = facts
  const lines = [
    `${colors.bold('claudecodex')} ${facts.version}  ${colors.cyan(facts.url)}`,
    '',
    row('config', facts.file === undefined ? 'none' : shortPath(facts.file)),
    row('backend', nameAndAddress(backend), backend.reason),
    row('model', model?.name ?? 'the client’s own choice', model?.reason),
    row('plugins', facts.plugins.join(', ') || 'none'),
    row('health', `${facts.url}/health`),
    '',
    ...facts.offers.map(text => `  ${colors.cyan('>')} ${text}`),
    ...facts.notices.map(text => `  ${colors.yellow('!')} ${text}`),
    ...(facts.offers.length + facts.notices.length > 0 ? [''] : []),
    colors.dim('  Claude Code through this proxy, in another terminal:'),
    `  ${facts.client}`,
    ...(facts.question === undefined ? [] : [colors.dim('  or without any client:'), `  ${facts.question}`]),
    colors.dim('  every variable, for all that this shell starts:'),
    `  ${facts.variables}`,
    '',
    colors.dim('  Ctrl-C stops it.'),
    '',
  ]
  return lines.map(line => `${line}\n`).join('')
}

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

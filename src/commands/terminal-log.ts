/** What the program and its plugins report, on a terminal or as lines of JSON. Goes to stderr: stdout holds the exchanges. */
import type { ChalkInstance } from 'chalk'
import type { Log } from '../core/log.ts'
import { type LogLevel, logLevels } from './flags.ts'

export interface TerminalLogOptions {
  /** The least important messages that are shown. */
  readonly level: LogLevel
  readonly json: boolean
  readonly colors: ChalkInstance
  /**
   * Default `process.stderr.write`, which the screen of the log plugin lets pass above its live lines. Called anew for
   * each message, since the screen exchanges it while it draws.
   */
  readonly write?: (text: string) => void
  readonly now?: () => Date
}

export function createTerminalLog(options: TerminalLogOptions): Log {
  const { level, json, colors, now = () => new Date() } = options
  const write = options.write ?? ((text: string) => void process.stderr.write(text))
  const labels: Readonly<Record<LogLevel, string>> = {
    error: colors.red('error'),
    warn: colors.yellow('warning'),
    info: '',
    debug: colors.dim('debug'),
  }
  const printer = (own: LogLevel) => {
    if (logLevels.indexOf(own) > logLevels.indexOf(level)) return () => {}
    if (json) {
      return (text: string) => write(`${JSON.stringify({ time: now().toISOString(), level: own, text })}\n`)
    }
    const label = labels[own] && `${labels[own]} `
    return (text: string) => write(`${label}${text.replaceAll('\n', '\n  ')}\n`)
  }
  return { error: printer('error'), warn: printer('warn'), info: printer('info'), debug: printer('debug') }
}

/** Keeps what would disturb a terminal that belongs to somebody else: warnings and errors, with how often each came. */
export function createNoteLog(notes: Map<string, number>): Log {
  const note = (text: string) => void notes.set(text, (notes.get(text) ?? 0) + 1)
  return { error: note, warn: note, info() {}, debug() {} }
}

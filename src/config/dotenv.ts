/** The text of a `.env`: its variables, and the lines that are none. */
import { parseEnv } from 'node:util'

export interface Dotenv {
  readonly values: Readonly<Record<string, string>>
  /** Lines that set nothing and are no comments; they count from 1. */
  readonly junk: readonly number[]
}

/** A quoted value may go over several lines. */
const assignment = /^[ \t]*(?:export[ \t]+)?[\w.-]+[ \t]*=[ \t]*(?:"[^"]*"|'[^']*'|`[^`]*`)?[^\n]*$/gm

export function parseDotenv(text: string): Dotenv {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .split('\n')
  const rest = lines.join('\n').replace(assignment, whole => '\n'.repeat(whole.split('\n').length - 1))
  const others = rest
    .split('\n')
    .flatMap((line, index) => (line.trim() ? [{ line: line.trim(), index }] : []))
  // Node takes such a line, an indented comment too, for the beginning of the next name, and loses that variable.
  const blank = new Set(others.map(({ index }) => index))
  const clean = lines.map((line, index) => (blank.has(index) ? '' : line)).join('\n')
  const set = Object.entries(parseEnv(clean)).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  const junk = others.filter(({ line }) => !line.startsWith('#')).map(({ index }) => index + 1)
  return { values: Object.fromEntries(set), junk }
}

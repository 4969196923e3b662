/** The table of variables as a person reads it: in the help of the commands and in the documentation. */
import { makeableProviders } from './backends.ts'
import { kindNamed } from './kinds.ts'
import { kindReading, meaningOf, type Variable, variables } from './variables.ts'

type Row = readonly [name: string, variable: Variable]

/** What this build has no use for comes last. */
export interface VariableRows {
  readonly used: readonly Row[]
  readonly unused: readonly Row[]
}

const all: readonly Row[] = Object.entries(variables)

const rowsNow = (): VariableRows => {
  const isUsed = ([name]: Row): boolean => {
    const kind = kindReading(name)
    return kind === undefined || kindNamed(kind) !== undefined
  }
  return { used: all.filter(isUsed), unused: all.filter(row => !isUsed(row)) }
}

/** For `--help`: a line for each variable, and below it what it means. */
export function variablesHelp({ used, unused }: VariableRows = rowsNow()): string {
  const width = Math.max(...all.map(([name]) => name.length))
  const lineOf = ([name, row]: Row): string => {
    const meaning = meaningOf(row, makeableProviders())
    const text = row.default === 'none' ? meaning : `${meaning} (default: ${row.default})`
    return `  ${name.padEnd(width)}  ${text.replaceAll('`', '')}`
  }
  const rest =
    unused.length > 0 ? ['', 'Known, and without effect in this version:', ...unused.map(lineOf)] : []
  return ['Environment variables:', ...used.map(lineOf), ...rest].join('\n')
}

/** For the documentation: a Markdown table. */
export function variablesTable({ used, unused }: VariableRows = rowsNow()): string {
  const head =
    '| variable | meaning | allowed | default | in `.env` | flag, configuration |\n|---|---|---|---|---|---|'
  const lineOf = ([name, row]: Row, prefix = ''): string =>
    [
      `\`${name}\``,
      prefix + meaningOf(row, makeableProviders()),
      row.kind.allowed,
      row.default,
      row.dotenv ? 'yes' : 'no',
      row.counterpart ?? '',
    ].join(' | ')
  const lines = [
    ...used.map(row => lineOf(row)),
    ...unused.map(row => lineOf(row, '*Not in this version.* ')),
  ]
  return [head, ...lines.map(line => `| ${line} |`)].join('\n')
}

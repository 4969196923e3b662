/** The table of variables as a person reads it: in the help of the commands and in the documentation. */
import { type Variable, variables } from './variables.ts'

const rows: readonly (readonly [string, Variable])[] = Object.entries(variables)

/** For `--help`: a line for each variable, and below it what it means. */
export function variablesHelp(): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, { meaning, default: fallback }]) => {
    const text = fallback === 'none' ? meaning : `${meaning} (default: ${fallback})`
    return `  ${name.padEnd(width)}  ${text.replaceAll('`', '')}`
  })
  return ['Environment variables:', ...lines].join('\n')
}

/** For the documentation: a Markdown table. */
export function variablesTable(): string {
  const head =
    '| variable | meaning | allowed | default | in `.env` | flag, configuration |\n|---|---|---|---|---|---|'
  const lines = rows.map(([name, row]) =>
    [
      `\`${name}\``,
      row.meaning,
      row.kind.allowed,
      row.default,
      row.dotenv ? 'yes' : 'no',
      row.counterpart ?? '',
    ].join(' | '),
  )
  return [head, ...lines.map(line => `| ${line} |`)].join('\n')
}

/** The findings as a person reads them, and as other programs do. */
import type { ChalkInstance } from 'chalk'
import { printable } from '../printable.ts'
import type { Finding, Verdict } from './finding.ts'

export interface ReportLooks {
  readonly colors: ChalkInstance
  /** Columns of the terminal; lines are not broken where there is none. */
  readonly columns?: number | undefined
}

const marks: Readonly<Record<Verdict, string>> = { ok: '✓', warning: '!', failure: '✗', skipped: '-' }

/** A line for each finding, its fix below it, and a sum at the end. */
export function reportText(version: string, findings: readonly Finding[], looks: ReportLooks): string {
  const { colors } = looks
  const width = Math.max(...findings.map(({ check }) => check.length), 0)
  const lines = findings.flatMap(finding => findingLines(finding, width, looks))
  return [
    `${colors.bold('claudecodex doctor')} ${version}`,
    '',
    ...lines,
    '',
    ...wrapped(sumOf(findings), { ...looks, indent: 0 }).map(line => colors.bold(line)),
    '',
  ].join('\n')
}

function findingLines({ check, verdict, text, fix }: Finding, width: number, looks: ReportLooks): string[] {
  const paints: Readonly<Record<Verdict, (mark: string) => string>> = {
    ok: looks.colors.green,
    warning: looks.colors.yellow,
    failure: looks.colors.red,
    skipped: looks.colors.dim,
  }
  const indent = width + 4
  const [first = '', ...rest] = wrapped(printable(text), { ...looks, indent })
  const advice = fix === undefined ? [] : wrapped(printable(fix), { ...looks, indent: indent + 2 })
  const margin = ' '.repeat(indent)
  return [
    `${paints[verdict](marks[verdict])} ${looks.colors.dim(check.padEnd(width))}  ${first}`,
    ...rest.map(line => margin + line),
    ...advice.map((line, index) => `${margin}${index === 0 ? looks.colors.cyan('>') : ' '} ${line}`),
  ]
}

function sumOf(findings: readonly Finding[]): string {
  const count = (verdict: Verdict): number => findings.filter(found => found.verdict === verdict).length
  const [failures, warnings] = [count('failure'), count('warning')]
  if (failures + warnings === 0) return 'Nothing is wrong.'
  const parts = [
    ...(failures > 0 ? [failures === 1 ? '1 failure' : `${failures} failures`] : []),
    ...(warnings > 0 ? [warnings === 1 ? '1 warning' : `${warnings} warnings`] : []),
  ]
  return `${parts.join(', ')}.`
}

const narrowest = 24

/** Lines of words that fit beside `indent` columns. A line of the text stays one; a long word stands alone. */
function wrapped(text: string, { columns, indent }: ReportLooks & { readonly indent: number }): string[] {
  if (columns === undefined) return text.split('\n')
  const room = Math.max(columns - indent - 1, narrowest)
  return text.split('\n').flatMap(line => {
    const lines = ['']
    for (const word of line.split(' ')) {
      const last = lines.at(-1) ?? ''
      if (last === '') lines[lines.length - 1] = word
      else if (last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`
      else lines.push(word)
    }
    return lines
  })
}

/** One object: the sum of the verdicts, and the findings as they are. */
export function reportJson(version: string, findings: readonly Finding[]): string {
  const has = (verdict: Verdict): boolean => findings.some(found => found.verdict === verdict)
  const verdict: Verdict = has('failure') ? 'failure' : has('warning') ? 'warning' : 'ok'
  return `${JSON.stringify({ version, verdict, findings }, undefined, 2)}\n`
}

/** What `plugins check` prints: lines for a person, or one JSON object. */
import type { ChalkInstance } from 'chalk'
import { isRecord } from '../../config/checks.ts'
import { printable, printableLine } from '../printable.ts'
import { type Checked, hasPassed } from './checked.ts'
import { shortPath } from './load-plugin.ts'
import type { HookTimes, Trial } from './trials.ts'

export interface Looks {
  readonly colors: ChalkInstance
}

/** Lines of a plugin's own that are shown. */
const printedAtMost = 5

export function reportText(checked: Checked, { colors }: Looks): string {
  const { asked, problem, plugin } = checked
  if (problem !== undefined || !plugin) {
    const loads = `${colors.red('✗')} ${printableLine(asked)} does not load`
    return `${loads}\n\n${indented(printable(problem ?? ''), 2)}\n`
  }
  const from = plugin.from === undefined ? '' : colors.dim(`  ${printableLine(shortPath(plugin.from))}`)
  const facts: readonly (readonly [string, string])[] = [
    ['hooks', checked.hooks.join(', ') || 'none: it does nothing yet'],
    ['options', optionsText(checked)],
  ]
  return `${[
    `${colors.bold(printableLine(plugin.plugin.name))}${from}`,
    ...facts.map(([name, text]) => `  ${name.padEnd(9)} ${printableLine(text)}`),
    '',
    ...trialLines(checked.trials, colors),
    ...testLines(checked, colors),
    '',
    ...printedLines(checked.printed, colors),
    ...timeLines(checked.time, colors),
    verdict(checked, colors),
  ].join('\n')}\n`
}

/** Names with their values, as the schema has given them back. */
function optionsText({ plugin }: Checked): string {
  const values = isRecord(plugin?.options) ? Object.entries(plugin.options) : []
  const known = values.map(([name, value]) => `${name} = ${JSON.stringify(value) ?? String(value)}`)
  if (!plugin?.plugin.options)
    return known.length > 0 ? `${known.join(', ')} (no schema checks them)` : 'none'
  const { vendor } = plugin.plugin.options['~standard']
  return `${known.join(', ') || 'none given'} (checked by ${vendor})`
}

function trialLines(trials: readonly Trial[], colors: ChalkInstance): readonly string[] {
  const widths = [
    Math.max(...trials.map(({ exchange }) => exchange.length)),
    Math.max(...trials.map(({ way }) => way.length)),
  ] as const
  return trials.flatMap(({ exchange, way, changes, held = 'nothing changed', faults }) => {
    const passed = faults.length === 0
    const what = changes.length > 0 ? changes.join('; ') : passed ? colors.dim(held) : ''
    const head = `${exchange.padEnd(widths[0])}  ${way.padEnd(widths[1])}  ${printableLine(what)}`.trimEnd()
    const mark = passed ? colors.green('✓') : colors.red('✗')
    return [`${mark} ${head}`, ...faults.map(fault => colors.red(indented(printable(fault), 4)))]
  })
}

function testLines({ tests }: Checked, colors: ChalkInstance): readonly string[] {
  if (!tests) return []
  const file = printableLine(shortPath(tests.file))
  if (tests.passed) return [`${colors.green('✓')} ${file}`]
  return [`${colors.red('✗')} ${file}`, indented(printable(tests.output.trimEnd()), 4)]
}

function printedLines(printed: readonly string[], colors: ChalkInstance): readonly string[] {
  if (printed.length === 0) return []
  const shown = [...new Set(printed)]
  const more = shown.length - printedAtMost
  return [
    colors.dim(`It has printed ${printed.length} lines, such as`),
    ...shown.slice(0, printedAtMost).map(line => colors.dim(`  ${printableLine(line)}`)),
    ...(more > 0 ? [colors.dim(`  and ${more} others`)] : []),
    '',
  ]
}

function timeLines(time: HookTimes, colors: ChalkInstance): readonly string[] {
  const parts = Object.entries(time).map(([hook, { calls, ms }]) => `${hook} ${(ms / calls).toFixed(2)} ms`)
  return parts.length > 0 ? [colors.dim(`A call took: ${parts.join(', ')}`), ''] : []
}

function verdict({ trials, tests }: Checked, colors: ChalkInstance): string {
  const failed = trials.filter(({ faults }) => faults.length > 0).length + (tests?.passed === false ? 1 : 0)
  const all = trials.length + (tests ? 1 : 0)
  if (failed === 0) return colors.green(`All ${all} passed.`)
  return colors.red(`${failed} of ${all} failed.`)
}

const indented = (text: string, width: number): string =>
  text
    .split('\n')
    .map(line => (line === '' ? '' : ' '.repeat(width) + line))
    .join('\n')

export function reportJson(checked: Checked): string {
  const { asked, problem, plugin, hooks, trials, time, printed, tests } = checked
  return `${JSON.stringify({
    asked,
    passed: hasPassed(checked),
    problem: problem ?? null,
    plugin: plugin
      ? { name: plugin.plugin.name, from: plugin.from ?? null, hooks, options: plugin.options ?? null }
      : null,
    trials,
    time,
    printed,
    tests: tests ?? null,
  })}\n`
}

/** The list of plugins as a person reads it, and as other programs do. */
import type { ChalkInstance } from 'chalk'
import type { PluginStatus } from '../../core/running-plugin.ts'
import type { ShownOptions } from '../../core/shown-options.ts'
import { printableLine } from '../printable.ts'

export interface PluginList {
  /** Where the proxy is whose plugins these are; absent: those that a configuration would run. */
  readonly url?: string
  /** Of the configuration, where there is one. */
  readonly file?: string
  /** Outermost first. */
  readonly plugins: readonly PluginStatus[]
}

export const listJson = ({ url, file, plugins }: PluginList): string =>
  `${JSON.stringify({ source: url === undefined ? 'configuration' : 'proxy', url: url ?? null, configuration: file ?? null, plugins })}\n`

export function listText(list: PluginList, colors: ChalkInstance): string {
  const { plugins } = list
  const title = `${colors.bold(sourceOf(list))}, outermost first`
  if (plugins.length === 0) return `${colors.bold(sourceOf(list))}: none\n`
  const width = String(plugins.length).length
  const blocks = plugins.map((plugin, index) =>
    blockOf(plugin, String(index + 1).padStart(width), list, colors).join('\n'),
  )
  return `${title}\n\n${blocks.join('\n\n')}\n`
}

function sourceOf({ url, file }: PluginList): string {
  if (url !== undefined) return `plugins of the proxy at ${url}`
  return `plugins that ${file === undefined ? 'run without a configuration' : `${printableLine(file)} would run`}`
}

function blockOf(
  plugin: PluginStatus,
  number: string,
  { url }: PluginList,
  colors: ChalkInstance,
): readonly string[] {
  const margin = ' '.repeat(number.length + 2)
  const row = (name: string, text: string): string => `${margin}${colors.dim(name.padEnd(8))}  ${text}`
  const { from, hooks, options, time, failures, lastFailure } = plugin
  return [
    `${colors.dim(number)}  ${colors.cyan(printableLine(plugin.name))}${traitsOf(plugin, colors)}`,
    ...(from === undefined ? [] : [row('from', printableLine(from))]),
    row('hooks', hooks.length > 0 ? hooks.join(', ') : 'none'),
    ...(options ? [row('options', optionsText(options))] : []),
    ...(url === undefined ? [] : [row('time', timeText(time))]),
    ...(failures > 0 ? [row('failures', failuresText(failures, lastFailure, colors))] : []),
  ]
}

function traitsOf(
  { state, order, onFailure, children, redacts }: PluginStatus,
  colors: ChalkInstance,
): string {
  const traits = [
    ...(order ? [order] : []),
    ...(children ? ['on children too'] : []),
    ...(onFailure === 'skip' ? ['skipped where it fails'] : []),
    ...(redacts ? ['redacts'] : []),
  ]
  const off = state === 'off' ? `  ${colors.red('off')}, until it is saved or the proxy is restarted` : ''
  return `${traits.length > 0 ? `  ${traits.join(', ')}` : ''}${off}`
}

const optionsText = (options: ShownOptions): string =>
  Object.entries(options)
    .map(([name, value]) => `${printableLine(name)}: ${valueText(value)}`)
    .join(', ')

const valueText = (value: ShownOptions[string]): string =>
  typeof value === 'object' && value !== null
    ? `{ ${Object.entries(value)
        .map(([name, one]) => `${printableLine(name)}: ${one}`)
        .join(', ')} }`
    : printableLine(String(value))

/** Each hook that has run: how often, and how long each time. */
function timeText(time: PluginStatus['time']): string {
  const spent = Object.entries(time).map(
    ([hook, { calls, ms }]) => `${hook} ${calls} × ${milliseconds(ms / (calls || 1))}`,
  )
  return spent.length > 0 ? spent.join(', ') : 'none yet'
}

const milliseconds = (ms: number): string => `${ms < 10 ? ms.toFixed(2) : Math.round(ms)} ms`

const failuresText = (failures: number, last: string | undefined, colors: ChalkInstance): string =>
  `${colors.red(String(failures))}${last === undefined ? '' : `, the last: ${printableLine(last)}`}`

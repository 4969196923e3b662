/** What a proxy says of its plugins on `/health`, as far as it can be believed: anybody may be listening on a port. */
import { type HookName, hookNames, type PluginStatus } from '../../core/running-plugin.ts'
import type { ShownOption, ShownOptions } from '../../core/shown-options.ts'
import { printableLine } from '../printable.ts'

type Fields = Readonly<Record<string, unknown>>

/** Undefined where nothing of the kind is said. */
export const listedPlugins = (said: unknown): readonly PluginStatus[] | undefined =>
  Array.isArray(said) ? said.filter(isFields).flatMap(statusOf) : undefined

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function statusOf(said: Fields): readonly PluginStatus[] {
  const name = textOf(said.name)
  if (name === undefined) return []
  const [from, lastFailure] = [textOf(said.from), textOf(said.lastFailure)]
  const options = isFields(said.options) ? optionsOf(said.options) : undefined
  return [
    {
      name,
      ...(from !== undefined && { from }),
      state: said.state === 'off' ? 'off' : 'on',
      ...((said.order === 'first' || said.order === 'last') && { order: said.order }),
      ...((said.onFailure === 'skip' || said.onFailure === 'fail') && { onFailure: said.onFailure }),
      ...(said.children === true && { children: true }),
      ...(said.redacts === true && { redacts: true }),
      ...(options && { options }),
      hooks: Array.isArray(said.hooks)
        ? hookNames.filter(hook => (said.hooks as unknown[]).includes(hook))
        : [],
      failures: numberOf(said.failures),
      ...(lastFailure !== undefined && { lastFailure }),
      time: isFields(said.time) ? timeOf(said.time) : {},
    },
  ]
}

const longest = 500
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? printableLine(value.slice(0, longest)) : undefined
const numberOf = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)

const timeOf = (said: Fields): PluginStatus['time'] =>
  Object.fromEntries(
    hookNames.flatMap((hook: HookName) => {
      const spent = said[hook]
      return isFields(spent) ? [[hook, { calls: numberOf(spent.calls), ms: numberOf(spent.ms) }]] : []
    }),
  )

const optionsOf = (said: Fields): ShownOptions =>
  Object.fromEntries(
    Object.entries(said).map(([name, value]) => [printableLine(name), optionOf(value)] as const),
  )

function optionOf(value: unknown): ShownOption {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  if (!isFields(value)) return textOf(value) ?? ''
  const bare = Object.entries(value).filter(
    (entry): entry is [string, number | boolean] =>
      typeof entry[1] === 'number' || typeof entry[1] === 'boolean',
  )
  return Object.fromEntries(bare.map(([name, one]) => [printableLine(name), one]))
}

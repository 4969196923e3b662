/** What differs between two configurations, in a person's words: what takes effect at once and what needs a restart. */
import type { Configuration, ServerSettings } from '../config/configuration.ts'
import type { ChainSettings } from '../core/chain.ts'

export interface ConfigurationChanges {
  readonly applied: readonly string[]
  readonly restart: readonly string[]
}

export function changesBetween(before: Configuration, after: Configuration): ConfigurationChanges {
  return {
    applied: [
      ...backendChange(before, after),
      ...modelChanges(before.chain, after.chain),
      ...backendsChange(before.chain, after.chain),
      ...pluginChanges(before.chain, after.chain),
      ...strictChange(before.chain, after.chain),
    ],
    restart: serverChanges(before.server, after.server),
  }
}

const backendChange = ({ backend: before }: Configuration, { backend: after }: Configuration) =>
  before.name === after.name ? [] : [`backend ${before.name} -> ${after.name} (${after.reason})`]

function modelChanges(
  { models: before }: ChainSettings,
  { models: after }: ChainSettings,
): readonly string[] {
  const rules = same(before.rules, after.rules) ? [] : [`model table, ${lines(after.rules.length)}`]
  if (before.fixed?.model === after.fixed?.model) return rules
  return [...rules, `model ${before.fixed?.model ?? free} -> ${after.fixed?.model ?? free}`]
}

const free = 'as asked'

const lines = (count: number): string => (count === 1 ? '1 line' : `${count} lines`)

const backendsChange = ({ backends: before }: ChainSettings, { backends: after }: ChainSettings) =>
  differenceTexts('backend', before.names, after.names)

function pluginChanges({ plugins: before }: ChainSettings, { plugins: after }: ChainSettings) {
  const [old, now] = [before, after].map(
    plugins => new Map(plugins.map(({ plugin, fingerprint }) => [plugin.name, fingerprint])),
  ) as [Map<string, string>, Map<string, string>]
  const changed = [...now.keys()].filter(name => old.has(name) && old.get(name) !== now.get(name))
  return [
    ...differenceTexts('plugin', [...old.keys()], [...now.keys()]),
    ...named('reloaded', 'plugin', changed),
  ]
}

const strictChange = ({ strict: before = false }: ChainSettings, { strict: after = false }: ChainSettings) =>
  before === after ? [] : [`strict ${after ? 'on' : 'off'}`]

const differenceTexts = (what: string, before: readonly string[], after: readonly string[]) => [
  ...named('added', what, without(after, before)),
  ...named('removed', what, without(before, after)),
]

const without = (names: readonly string[], others: readonly string[]): readonly string[] =>
  names.filter(name => !others.includes(name))

const named = (verb: string, what: string, names: readonly string[]): readonly string[] =>
  names.length === 0 ? [] : [`${verb} ${what}${names.length > 1 ? 's' : ''} ${names.join(', ')}`]

const serverChanges = (before: ServerSettings, after: ServerSettings): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter(key => !same(settingOf(before, key), settingOf(after, key)))
    .map(key => `server.${key}`)

const settingOf = (settings: ServerSettings, key: string): unknown =>
  (settings as unknown as Readonly<Record<string, unknown>>)[key]

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

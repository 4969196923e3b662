/** Checks that a value is a plugin this version can run, down to the names of its hooks. */
import type { Plugin } from '../core/plugin.ts'
import { hookNames } from '../core/running-plugin.ts'
import { isRecord, kindOf, shown } from './checks.ts'
import { nearest } from './nearest.ts'

/** What a plugin has beside its hooks. */
export const pluginSettings = [
  'name',
  'apiVersion',
  'order',
  'options',
  'onFailure',
  'timeoutMs',
  'children',
  'redacts',
  'about',
  'backends',
  'routes',
] as const satisfies readonly (keyof Plugin)[]

const known: readonly string[] = [...hookNames, ...pluginSettings]
// How hooks begin to be called, here and in other programs: such a name is meant to be one.
const hookLike = /^(?:on|before|after|around|transform)(?:[A-Z]|$)/

/** What is wrong with it, or undefined. */
export function pluginFault(value: unknown): string | undefined {
  if (!isRecord(value)) return `expected a plugin, got ${kindOf(value)}`
  const { name, apiVersion } = value
  if (typeof name !== 'string' || name.trim() === '') return 'a plugin needs a `name`'
  const fault =
    apiVersion === 1
      ? (hookFault(value) ?? settingFault(value))
      : `needs \`apiVersion: 1\`, got ${shown(apiVersion)}: this version runs no other`
  return fault && `plugin "${name}": ${fault}`
}

function hookFault(plugin: Readonly<Record<string, unknown>>): string | undefined {
  for (const hook of hookNames) {
    const value = plugin[hook]
    if (value !== undefined && typeof value !== 'function')
      return `${hook} must be a function, got ${shown(value)}`
  }
  for (const key of keysOf(plugin)) {
    if (known.includes(key)) continue
    const meant = nearest(key, known)
    const isMeant = hookLike.test(key) || (meant !== undefined && plugin[meant] === undefined)
    if (!isMeant) continue
    return `there is no hook "${key}"${meant ? ` - did you mean "${meant}"?` : `; hooks are ${hookNames.join(', ')}`}`
  }
  return undefined
}

function settingFault(plugin: Readonly<Record<string, unknown>>): string | undefined {
  const { order, onFailure, timeoutMs, options, about } = plugin
  if (order !== undefined && order !== 'first' && order !== 'last') {
    return `order must be "first" or "last", got ${shown(order)}`
  }
  if (onFailure !== undefined && onFailure !== 'fail' && onFailure !== 'skip') {
    return `onFailure must be "fail" or "skip", got ${shown(onFailure)}`
  }
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs > 0)) {
    return `timeoutMs must be a number of milliseconds above 0, got ${shown(timeoutMs)}`
  }
  if (about !== undefined && typeof about !== 'function') {
    return `about must be a function that returns a line of text, got ${shown(about)}`
  }
  if (options !== undefined && !isSchema(options)) {
    return 'options must be a Standard Schema, such as those of zod, valibot and arktype'
  }
  return undefined
}

// arktype's schemas are functions.
const isSchema = (value: unknown): boolean =>
  (isRecord(value) || typeof value === 'function') &&
  isRecord((value as { readonly '~standard'?: unknown })['~standard'])

/** Its own keys and, where it is an instance of a class, those of its classes. */
function keysOf(plugin: object): readonly string[] {
  const keys: string[] = []
  for (let level = plugin; level && level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    keys.push(...Object.getOwnPropertyNames(level))
  }
  return keys.filter(key => key !== 'constructor')
}

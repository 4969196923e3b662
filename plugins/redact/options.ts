/** Options of `redact`. */
import type { StandardSchema } from 'claudecodex'

export interface RedactOptions {
  /** Keys, tokens, passwords. Default true. */
  readonly secrets?: boolean
  readonly emails?: boolean
  readonly phones?: boolean
  /** Numbers of payment cards. */
  readonly cards?: boolean
  readonly ibans?: boolean
  /**
   * Name -> expression, or its source. The name stands in the placeholder: small letters and digits. What a group named
   * `secret` matches is replaced, else the whole match.
   */
  readonly patterns?: Readonly<Record<string, RegExp | string>>
  /** Words and names, found as whole words. In an object `caseSensitive` may be true. */
  readonly dictionary?: readonly string[] | DictionaryOptions
  /** What is never replaced: the exact text, or an expression that fits the whole of it. */
  readonly allow?: readonly (RegExp | string)[]
  /** Also looks into the descriptions of tools. Default false. */
  readonly toolDescriptions?: boolean
}

export interface DictionaryOptions {
  readonly words: readonly string[]
  /** Default false. */
  readonly caseSensitive?: boolean
}

/** With every default in its place. */
export interface CheckedOptions {
  readonly secrets: boolean
  readonly emails: boolean
  readonly phones: boolean
  readonly cards: boolean
  readonly ibans: boolean
  readonly patterns: readonly (readonly [kind: string, expression: RegExp])[]
  readonly dictionary: Required<DictionaryOptions>
  readonly allow: readonly (RegExp | string)[]
  readonly toolDescriptions: boolean
}

/** Throws a `SyntaxError` for an expression that is none; the schema has looked before. */
export function checkedOptions(options: RedactOptions): CheckedOptions {
  const { secrets = true, emails = false, phones = false, cards = false, ibans = false } = options
  const { patterns = {}, dictionary = [], allow = [], toolDescriptions = false } = options
  const listed = 'words' in dictionary ? dictionary : { words: dictionary }
  return {
    ...{ secrets, emails, phones, cards, ibans, allow, toolDescriptions },
    patterns: Object.entries(patterns).map(([kind, given]) => [kind, expressionOf(given)] as const),
    dictionary: { caseSensitive: false, ...listed },
  }
}

/** Searches everywhere, and knows where its groups are. */
function expressionOf(given: RegExp | string): RegExp {
  const { source, flags } = typeof given === 'string' ? { source: given, flags: '' } : given
  const own = source.includes('(?<secret>') ? 'gd' : 'g'
  return new RegExp(source, `${flags.replaceAll(/[gyd]/g, '')}${own}`)
}

/** What is wrong with a value, and with which part of it; nothing where it is right. */
type Check = (value: unknown) => readonly Fault[]
interface Fault {
  readonly path?: readonly PropertyKey[]
  readonly message: string
}

const fault = (message: string, ...path: readonly PropertyKey[]): readonly Fault[] => [{ message, path }]

const isFlag: Check = value => (typeof value === 'boolean' ? [] : fault('must be true or false'))

// `text` is what looks like a placeholder and was typed.
const kind = /^(?!text$)[a-z][a-z0-9]{0,15}$/
const isPatterns: Check = value => {
  if (!isRecord(value)) return fault('must be an object such as { ticket: /TICKET-\\d+/ }')
  return Object.entries(value).flatMap(([name, given]) => {
    if (!kind.test(name)) return fault('a name is up to 16 small letters and digits, and not "text"', name)
    return expressionFaults(given, name)
  })
}

function expressionFaults(given: unknown, name: PropertyKey): readonly Fault[] {
  if (typeof given !== 'string' && !(given instanceof RegExp))
    return fault('must be a regular expression', name)
  try {
    return expressionOf(given).test('') ? fault('must not match an empty text', name) : []
  } catch (error) {
    return fault((error as Error).message, name)
  }
}

const isWord = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''
const isWords: Check = value =>
  Array.isArray(value)
    ? value.flatMap((word, index) => (isWord(word) ? [] : fault('must be a word', index)))
    : fault("must be a list of words, or { words: ['Initech'], caseSensitive: true }")

const isDictionary: Check = value => {
  if (!isRecord(value)) return isWords(value)
  const { words, caseSensitive = false, ...others } = value
  const [other] = Object.keys(others)
  if (other !== undefined) return fault(unknown(other, ['words', 'caseSensitive']), other)
  return [...under('words', isWords(words)), ...under('caseSensitive', isFlag(caseSensitive))]
}

const under = (key: string, faults: readonly Fault[]): readonly Fault[] =>
  faults.map(({ message, path = [] }) => ({ message, path: [key, ...path] }))

const isAllow: Check = value =>
  Array.isArray(value)
    ? value.flatMap((entry, index) =>
        isWord(entry) || entry instanceof RegExp
          ? []
          : fault('must be a text or a regular expression', index),
      )
    : fault('must be a list of texts and regular expressions')

const checks: Readonly<Record<keyof RedactOptions, Check>> = {
  secrets: isFlag,
  emails: isFlag,
  phones: isFlag,
  cards: isFlag,
  ibans: isFlag,
  patterns: isPatterns,
  dictionary: isDictionary,
  allow: isAllow,
  toolDescriptions: isFlag,
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Names the option that is wrong, and what it may be. */
export const redactOptions: StandardSchema<RedactOptions> = {
  '~standard': {
    version: 1,
    vendor: 'claudecodex',
    validate(value) {
      const given = value ?? {}
      if (!isRecord(given)) return { issues: [{ message: 'the options must be an object' }] }
      const issues = Object.entries(given).flatMap(([name, option]): readonly Fault[] => {
        const check = Object.hasOwn(checks, name) ? checks[name as keyof RedactOptions] : undefined
        if (!check) return [{ message: unknown(name, Object.keys(checks)), path: [name] }]
        return option === undefined ? [] : under(name, check(option))
      })
      return issues.length > 0 ? { issues } : { value: given }
    },
  },
}

function unknown(name: string, known: readonly string[]): string {
  const meant = known.find(other => isNear(name.toLowerCase(), other.toLowerCase()))
  return meant ? `unknown; did you mean "${meant}"?` : `unknown; known are ${known.join(', ')}`
}

/** One is the beginning of the other, or they differ in two letters at most. */
function isNear(one: string, other: string): boolean {
  if (one.length > 2 && (one.startsWith(other) || other.startsWith(one))) return true
  let row = [...other, ''].map((_, index) => index)
  for (const [place, letter] of [...one].entries()) {
    const next = [place + 1]
    for (let index = 0; index < other.length; index += 1) {
      const same = (row[index] ?? 0) + (letter === other[index] ? 0 : 1)
      next.push(Math.min(same, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1))
    }
    row = next
  }
  return (row[other.length] ?? 0) <= 2
}

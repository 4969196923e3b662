/** Checks a plugin's options without a library: a Standard Schema out of a table. */
import type { SchemaIssue, StandardSchema } from './schema.ts'

/** `[isRight, wanted]`: what must hold of a value, and the words behind `must be`. */
type Rule = readonly [isRight: (value: unknown) => boolean, wanted: string]

/** Of one option: a rule; a table, where its value is an object with options of its own; or what tells its issues. */
export type OptionCheck = Rule | OptionTable | ((value: unknown) => readonly SchemaIssue[])

export interface OptionTable {
  readonly [option: string]: OptionCheck
}

/**
 * A schema that takes the options of a table, each of which may be left out, and no others. An issue names the option.
 *
 * @example
 * optionSchema<MyOptions>({ level: [value => value === 1 || value === 2, '1 or 2'], limits: { day: dollars } })
 */
export const optionSchema = <Options extends object>(
  table: { readonly [Name in keyof Required<Options>]: OptionCheck },
): StandardSchema<Options> => ({
  '~standard': {
    version: 1,
    vendor: 'claudecodex',
    validate(value) {
      const issues = issuesOfTable(table, value ?? {})
      return issues.length > 0 ? { issues } : { value: (value ?? {}) as Options }
    },
  },
})

/** For an option that is a list of objects with the options of a table. */
export const optionList =
  (table: OptionTable): OptionCheck =>
  value =>
    Array.isArray(value)
      ? value.flatMap((entry, index) => within(index, issuesOfTable(table, entry)))
      : [{ message: 'must be a list' }]

function issuesOfTable(table: OptionTable, value: unknown): readonly SchemaIssue[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ message: `must be an object with ${Object.keys(table).join(', ')}` }]
  }
  return Object.entries(value).flatMap(([name, given]) => {
    const check = Object.hasOwn(table, name) ? table[name] : undefined
    if (!check) return [{ message: `unknown; known are ${Object.keys(table).join(', ')}`, path: [name] }]
    return given === undefined ? [] : within(name, issuesOf(check, given))
  })
}

function issuesOf(check: OptionCheck, value: unknown): readonly SchemaIssue[] {
  if (typeof check === 'function') return check(value)
  if (!isRule(check)) return issuesOfTable(check, value)
  const [isRight, wanted] = check
  return isRight(value) ? [] : [{ message: `must be ${wanted}` }]
}

const isRule = (check: Rule | OptionTable): check is Rule => Array.isArray(check)

const within = (key: string | number, issues: readonly SchemaIssue[]): readonly SchemaIssue[] =>
  issues.map(({ message, path = [] }) => ({ message, path: [key, ...path] }))

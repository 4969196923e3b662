/** Judges values by a JSON schema made of OpenAI's own types; where those come from stands in README.md. */
import { readFileSync } from 'node:fs'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'

/** What is wrong with a value by a definition of the file, in one sentence; undefined where nothing is. */
export type Judge = (definition: string, value: unknown) => string | undefined

/** `file`: a schema beside this module. */
export function judgeBy(file: string): Judge {
  const description = JSON.parse(readFileSync(new URL(`./${file}`, import.meta.url), 'utf8')) as object
  // `strict` would refuse the description itself: OpenAI's types mix unions with fields.
  const ajv = new Ajv({ strict: false, allErrors: true, verbose: true }).addSchema(description, 'openai')
  const validators = new Map<string, ValidateFunction>()
  return (definition, value) => {
    const known = validators.get(definition)
    const validate = known ?? ajv.compile({ $ref: `openai#/definitions/${definition}` })
    validators.set(definition, validate)
    return validate(value) ? undefined : sentence(deepest(validate.errors ?? []))
  }
}

/** Of a union every branch complains: what counts is the complaint that goes deepest, in a branch whose tag fits. */
function deepest(errors: readonly ErrorObject[]): ErrorObject | undefined {
  const isTag = ({ keyword }: ErrorObject): boolean => keyword === 'const'
  const other = new Set(errors.filter(isTag).map(definitionOf))
  const meant = errors.filter(error => !other.has(definitionOf(error)) && error.keyword !== 'anyOf')
  return (meant.length > 0 ? meant : errors).reduce<ErrorObject | undefined>(
    (found, error) => (found && depth(found) >= depth(error) ? found : error),
    undefined,
  )
}

const definitionOf = ({ schemaPath }: ErrorObject): string => schemaPath.split('/')[2] ?? ''

const depth = ({ instancePath, params }: ErrorObject): number =>
  instancePath.split('/').length + ('additionalProperty' in params ? 0.5 : 0)

function sentence(error: ErrorObject | undefined): string {
  if (!error) return 'the value does not fit'
  const extra = (error.params as { readonly additionalProperty?: string }).additionalProperty
  const place = error.instancePath.slice(1).replaceAll('/', '.')
  if (extra !== undefined) return `${[place, extra].filter(Boolean).join('.')}: not described by OpenAI`
  return `${place || 'body'}: ${error.message} (${JSON.stringify(error.data)?.slice(0, 120)})`
}

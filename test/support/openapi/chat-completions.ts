/** Judges bodies by OpenAI's own description of Chat Completions; where that comes from stands in README.md. */
import { readFileSync } from 'node:fs'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'

type Fields = Readonly<Record<string, unknown>>

const description = JSON.parse(
  readFileSync(new URL('./chat-completions.json', import.meta.url), 'utf8'),
) as Fields

// `strict` would refuse the description itself: OpenAI's types mix unions with fields.
const ajv = new Ajv({ strict: false, allErrors: true, verbose: true }).addSchema(description, 'chat')

const validators = new Map<string, ValidateFunction>()

const roles: Readonly<Record<string, string>> = {
  developer: 'ChatCompletionDeveloperMessageParam',
  system: 'ChatCompletionSystemMessageParam',
  user: 'ChatCompletionUserMessageParam',
  assistant: 'ChatCompletionAssistantMessageParam',
  tool: 'ChatCompletionToolMessageParam',
}

/** What is wrong with a request, in one sentence; undefined where nothing is. */
export function requestFault(body: unknown): string | undefined {
  const { messages, stream } = (body ?? {}) as Fields
  for (const [index, message] of (Array.isArray(messages) ? messages : []).entries()) {
    const definition = roles[String((message as Fields | null)?.role)]
    const found = definition && fault(definition, message)
    if (found) return `messages.${index}.${found}`
  }
  return fault(`ChatCompletionCreateParams${stream === true ? 'Streaming' : 'NonStreaming'}`, body)
}

/** What is wrong with a whole answer. */
export const responseFault = (body: unknown): string | undefined =>
  fault('CreateChatCompletionResponse', body)

/** What is wrong with a chunk of a stream. */
export const chunkFault = (chunk: unknown): string | undefined =>
  fault('CreateChatCompletionStreamResponse', chunk)

function fault(definition: string, value: unknown): string | undefined {
  const known = validators.get(definition)
  const validate = known ?? ajv.compile({ $ref: `chat#/definitions/${definition}` })
  validators.set(definition, validate)
  if (validate(value)) return undefined
  return sentence(deepest(validate.errors ?? []))
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

/** The texts of an exchange that filters look into, block by block: read from disk once, when a filter asks. */
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { RecordedExchange } from '../recorded-exchange.ts'
import { RecordingError } from '../recording-error.ts'

export class Contents {
  readonly #exchange: RecordedExchange
  #parsed: Promise<MessagesRequest | undefined> | undefined
  #request: Promise<readonly string[]> | undefined
  #answer: Promise<readonly string[]> | undefined

  constructor(exchange: RecordedExchange) {
    this.#exchange = exchange
  }

  /** Of all messages: texts, thinking, inputs and results of tools. */
  request(): Promise<readonly string[]> {
    this.#request ??= this.#value().then(value => textsOf(value?.messages))
    return this.#request
  }

  async system(): Promise<readonly string[]> {
    return textsOf((await this.#value())?.system)
  }

  /** With the words of an error. */
  answer(): Promise<readonly string[]> {
    this.#answer ??= whole(this.#exchange.answerValue()).then(message => {
      const error = this.#exchange.end?.error
      return [...textsOf(message?.content), ...(error ? [error.message] : [])]
    })
    return this.#answer
  }

  #value(): Promise<MessagesRequest | undefined> {
    this.#parsed ??= whole(this.#exchange.requestValue())
    return this.#parsed
  }
}

/** What cannot be read matches nothing: that a file is damaged is said in another place. */
async function whole<Body>(reading: Promise<Body | undefined>): Promise<Body | undefined> {
  try {
    return await reading
  } catch (thrown) {
    if (thrown instanceof RecordingError) return undefined
    throw thrown
  }
}

type Fields = Readonly<Record<string, unknown>>

/** Texts of a message, a block, or a list of them. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (typeof value !== 'object' || value === null) return []
  const { text, thinking, content, input, name } = value as Fields
  return [
    ...[text, thinking, name].filter(part => typeof part === 'string'),
    ...(input === undefined ? [] : [...innerTexts(input)]),
    ...textsOf(content),
  ]
}

/** Of a tool's input: as it reads, not as JSON escapes it. */
function* innerTexts(value: unknown): Generator<string> {
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* innerTexts(inner)
  else yield String(value)
}

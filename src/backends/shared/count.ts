/** Estimates the length of a prompt. Base64 is never counted as text, and the tokenizer is loaded by the first count. */
import type { Tokenizer } from 'ai-tokenizer'
import { emptyUsage, type Usage } from '../../anthropic/message.ts'

/** Tokens. A picture at the size clients send; OpenAI: 85 and 170 a tile of 512 pixels. */
const image = 1_105
/** Tokens of a file, whose pages nobody counts here. */
const file = 1_500
/** Tokens that every message costs beside its text, and the start of the answer (OpenAI's cookbook). */
const perMessage = 4
const perAnswer = 3
/** Characters beyond which the rest is estimated by ratio: a tokenizer blocks everything else while it runs. */
const mostCharacters = 1_000_000
const charactersPerToken = 3.5

/** A run that no space, digit or change of kind divides costs the tokenizer its length squared: long ones get a digit in between. */
const longRun = /[\p{L}\p{M}]{64}|\s{64}|[^\s\p{L}\p{N}]{64}/gu

/** What of a request costs tokens. */
export interface Prompt {
  readonly texts: readonly string[]
  readonly images: number
  readonly files: number
  readonly messages: number
}

let loading: Promise<Tokenizer> | undefined

const load = (): Promise<Tokenizer> => {
  loading ??= (async () => {
    const [{ Tokenizer }, encoding] = await Promise.all([
      import('ai-tokenizer'),
      import('ai-tokenizer/encoding/o200k_base'),
    ])
    return new Tokenizer(encoding)
  })()
  return loading
}

/** Tokens of a translated request: the same each time for the same request. */
export async function countTokens({ texts, images, files, messages }: Prompt): Promise<number> {
  const text = texts.join('\n')
  const counted = text.slice(0, mostCharacters)
  const rest = Math.ceil((text.length - counted.length) / charactersPerToken)
  const tokenizer = await load()
  // What looks like a special token is text here, as it is for the host.
  const tokens = tokenizer.encode(counted.replace(longRun, '$&0'), 'all').length
  return tokens + rest + images * image + files * file + messages * perMessage + perAnswer
}

/** Tokens by length alone, where nobody waits for a tokenizer. */
export const roughCount = (characters: number): number =>
  Math.max(1, Math.ceil(characters / charactersPerToken))

/** What to report where a host counts nothing, from the prompt and the characters it has written. */
export const roughUsage = ({ texts }: Prompt, written: number): Usage => ({
  ...emptyUsage,
  input_tokens: roughCount(texts.reduce((sum, text) => sum + text.length, 0)),
  output_tokens: roughCount(written),
})

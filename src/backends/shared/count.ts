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
  /** Tokens of what else costs some, whatever the tokenizer. */
  readonly beside?: number
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

/** Whether a count has been asked for: loading the tokenizer costs 300 ms and 100 MB. */
export const isTokenizerLoaded = (): boolean => loading !== undefined

/** Tokens of a text by the one tokenizer there is. */
export async function tokensOf(text: string): Promise<number> {
  const counted = text.slice(0, mostCharacters)
  const rest = Math.ceil((text.length - counted.length) / charactersPerToken)
  const tokenizer = await load()
  // What looks like a special token is text here, as it is for the host.
  return tokenizer.encode(counted.replace(longRun, '$&0'), 'all').length + rest
}

/** Tokens of what stands around the texts. */
export const framingTokens = ({ messages }: Prompt): number => messages * perMessage + perAnswer

/** Tokens of what is no text. */
export const attachedTokens = ({ images, files, beside = 0 }: Prompt): number =>
  images * image + files * file + beside

/** Tokens of a translated request: the same each time for the same request. `ratio`: what its host makes of one of ours. */
export async function countTokens(prompt: Prompt, ratio = 1): Promise<number> {
  const tokens = (await tokensOf(prompt.texts.join('\n'))) + framingTokens(prompt)
  return Math.ceil(tokens * ratio) + attachedTokens(prompt)
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

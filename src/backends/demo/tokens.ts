/** Counts tokens as well as can be done without a tokenizer: four bytes of UTF-8 are one. */
import type { MessagesRequest } from '../../anthropic/request.ts'
import type { Answer } from './answer.ts'

const bytesPerToken = 4
/** Anthropic counts an image by its size; 1,092 x 1,092 pixels, the largest that is not scaled down, come to this. */
const imageBytes = 1_590 * bytesPerToken

export const tokensOf = (text: string): number => Math.ceil(Buffer.byteLength(text) / bytesPerToken)

/** The whole prompt: system, tools and messages. */
export const requestTokens = ({ system, tools, messages }: MessagesRequest): number =>
  Math.ceil(bytesOf([system, tools, messages]) / bytesPerToken)

/** Strings, keys and a little for what holds them together. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (typeof value !== 'object' || value === null) return value === undefined ? 0 : 4
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + bytesOf(item) + 1, 0)
  if ('type' in value && value.type === 'base64') return imageBytes
  return Object.entries(value).reduce((sum, [key, item]) => sum + key.length + 4 + bytesOf(item), 0)
}

export const answerTokens = ({ thinking = '', text, call }: Answer): number =>
  tokensOf(thinking) +
  tokensOf(text) +
  (call ? tokensOf(call.name) + tokensOf(JSON.stringify(call.input)) : 0)

/** An answer no longer than `limit` tokens. One that is cut has no tool call, which would be half of one. */
export function cutTo(limit: number | undefined, answer: Answer): Answer & { readonly wasCut: boolean } {
  if (limit === undefined || answerTokens(answer) <= limit) return { ...answer, wasCut: false }
  let text = ''
  for (const word of wordsOf(answer.text)) {
    // Even one token is a word, for a probe must get some text.
    if (text !== '' && tokensOf(text + word.trimEnd()) > limit) break
    text += word
  }
  return { text: text.trimEnd(), wasCut: true }
}

/** Words with the space behind them; together they are the text. */
export const wordsOf = (text: string): readonly string[] => text.match(/\S+\s*|^\s+/g) ?? []

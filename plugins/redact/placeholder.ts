/**
 * What stands for a secret: `cdx_email_k7f3q2x9`. Letters, digits and `_` alone, so that neither JSON nor a URL nor a shell
 * nor Markdown has to escape it, and models copy it like a name. The kind has no `_` and the tag has a fixed length:
 * whatever stands around it, where it begins and ends is never in doubt.
 */
import { createHmac } from 'node:crypto'

/** Crockford's: without i, l, o and u, so that capital letters can be told apart from nothing but themselves. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
export const tagLength = 8
const tagClass = '[0-9a-hjkmnp-tv-z]'

// In Markdown some models put a backslash before `_`, which in JSON is two.
const link = String.raw`\\{0,2}_`
const form = `cdx${link}[a-z0-9]{1,16}${link}${tagClass}{${tagLength}}`

/** A placeholder as models write it: capital letters and `\_` are forgiven. A new one each time, for its place in a text. */
export const placeholders = (): RegExp => new RegExp(form, 'gi')

/** The form in which placeholders are known. */
export const canonical = (written: string): string => written.replaceAll('\\', '').toLowerCase()

/** Whether a text may hold one at all. */
export const mayHold = (text: string): boolean => /cdx/i.test(text)

const longest = 3 + 3 + 16 + 3 + tagLength
const begun = new RegExp(
  `c(?:d(?:x(?:\\\\{0,2}(?:_(?:[a-z0-9]{1,16}(?:\\\\{0,2}(?:_${tagClass}{0,${tagLength - 1}})?)?)?)?)?)?)?$`,
  'i',
)

/** Length of the end of a text that may be the beginning of a placeholder. What belongs to a whole one is none. */
export function openEnd(text: string): number {
  const whole = mayHold(text) ? [...text.matchAll(placeholders())].at(-1) : undefined
  const from = whole ? whole.index + whole[0].length : 0
  const tail = text.slice(Math.max(from, text.length + 1 - longest))
  const start = tail.search(begun)
  return start < 0 ? 0 : tail.length - start
}

/**
 * The placeholder of a value: equal for equal values as long as the key is, and nothing about the value can be told from
 * it without the key. `turn` counts up where another value has the same.
 */
export function placeholderOf(kind: string, value: string, key: Uint8Array, turn = 0): string {
  const hash = createHmac('sha256', key)
    .update(turn === 0 ? value : `${turn}\0${value}`)
    .digest()
  let tag = ''
  for (const byte of hash.subarray(0, tagLength)) tag += alphabet[byte % alphabet.length]
  return `cdx_${kind}_${tag}`
}

/**
 * What stands for a secret: `cdx_email_7kf3q2x9`. Letters, digits and `_` alone, so that neither JSON nor a URL nor a shell
 * nor Markdown has to escape it, and models copy it like a name. The kind has no `_` and the tag has a fixed length:
 * whatever stands around it, where it begins and ends is never in doubt.
 */
import { createHmac } from 'node:crypto'

/** Without i, l, o and u, which are taken for others, and without the c that the next placeholder may begin with. */
const letters = 'abdefghjkmnpqrstvwxyz'
const digits = '0123456789'
const alphabet = `${digits}${letters}`
/** Behind the digit that no kind begins with: whatever a text ends with, it makes no other placeholder with this one. */
const tagLetters = 7
const tagClass = `[${digits}${letters}]`

// In Markdown some models put a backslash before `_`, which in JSON is two.
const link = String.raw`\\{0,2}_`
const kind = '[a-z][a-z0-9]{0,15}'
const form = `cdx${link}${kind}${link}\\d${tagClass}{${tagLetters}}`

/** A placeholder as models write it: capital letters and `\_` are forgiven. A new one each time, for its place in a text. */
export const placeholders = (): RegExp => new RegExp(form, 'gi')

/** The form in which placeholders are known. */
export const canonical = (written: string): string => written.replaceAll('\\', '').toLowerCase()

/** Whether a text may hold one at all. */
export const mayHold = (text: string): boolean => /cdx/i.test(text)

const longest = 3 + 3 + 16 + 3 + 1 + tagLetters
const begun = new RegExp(
  `c(?:d(?:x(?:\\\\{0,2}(?:_(?:${kind}(?:\\\\{0,2}(?:_(?:\\d${tagClass}{0,${tagLetters - 1}})?)?)?)?)?)?)?)?$`,
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
  const [first = 0, ...others] = hash.subarray(0, 1 + tagLetters)
  const tag = `${first % 10}${others.map(byte => alphabet[byte % alphabet.length]).join('')}`
  return `cdx_${kind}_${tag}`
}

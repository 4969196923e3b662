/** The pieces that JSON is made of, looked for from a place in a text on. */

/** What stands in a text without an escape. */
export const plain = /[^"\\\u0000-\u001f]*/y
export const wholeEscape = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y
/** An escape that a fragment's end divides. */
export const escapeBegun = /\\(?:u[\da-fA-F]{0,3})?$/y
/** What may be a number or a word. */
export const scalar = /[\w.+-]+/y
/** An object in a code fence. */
export const fenced = /^\s*```\w*\s*(\{.*)$/s

const validScalar = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/

export const isScalar = (token: string): boolean => validScalar.test(token)

/** What a pattern with the flag `y` finds at a place; '' where it finds nothing. */
export function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

/** The word that a token begins; undefined for a number, which nobody can tell from the beginning of a longer one. */
export const literal = (token: string): string | undefined =>
  token === '' ? undefined : ['true', 'false', 'null'].find(word => word.startsWith(token))

/** The text that some JSON is; undefined where it is none. */
export function decodedText(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

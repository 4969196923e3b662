/** Texts and JSON as a property test wants them. */
import fc from 'fast-check'

/** Characters that have broken proxies: what JSON and SSE escape or cut at, and what UTF-8 writes in several bytes. */
const character = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  fc.constantFrom(
    'a',
    ' ',
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '\n',
    '\r',
    '\r\n',
    'data:',
    'ü',
    '漢',
    '😀',
  ),
)

/** Any text, hostile characters included; no lone surrogates. */
export const text = (constraints: fc.StringConstraints = {}): fc.Arbitrary<string> =>
  fc.string({ unit: character, maxLength: 20, ...constraints })

/** JSON as it comes off the wire: no -0, no undefined, but keys such as `__proto__`. */
export const json = (): fc.Arbitrary<fc.JsonValue> =>
  fc
    .jsonValue({ stringUnit: character, maxDepth: 4 })
    .map(value => JSON.parse(JSON.stringify(value)) as fc.JsonValue)

const key = fc.oneof(
  text({ minLength: 1 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'length'),
)

/** A JSON object, `__proto__` as a key of its own included. */
export const jsonObject = (): fc.Arbitrary<Record<string, unknown>> =>
  fc.array(fc.tuple(key, json()), { maxLength: 4 }).map(entries => Object.fromEntries(entries))

/** The text in pieces of the given lengths, empty ones included; never half a surrogate pair. */
export function pieces(whole: string, next: () => number): string[] {
  const characters = [...whole]
  const cut: string[] = []
  for (let at = 0; at < characters.length; ) {
    const size = next()
    cut.push(characters.slice(at, at + size).join(''))
    at += size === 0 ? 0 : size
    if (size === 0) cut.push(characters[at++] ?? '')
  }
  return cut
}

/** Finds the JSON objects of a review's text, the likeliest first: in the last fence, then the last in the open. */

/** What a review cannot do without. */
const key = '"ranking"'
/** Characters that are looked at: a text without end costs no more than this. */
const readable = 100_000
const mostFences = 50
const mostSteps = 3_000_000

export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A review is written by a model: what is no JSON is looked for elsewhere.
    return undefined
  }
}

export function* objectsIn(text: string): Generator<JsonObject> {
  const end = text.slice(-readable)
  yield* fencedObjects(end)
  yield* openObjects(end)
}

/** An opening mark counts wherever it stands: what a review quotes may hold a fence without its end. */
function* fencedObjects(text: string): Generator<JsonObject> {
  const openings = [...text.matchAll(/^[ \t]*(?:```|~~~)[ \t]*(?:json[a-z0-9]*)?[ \t]*$/gim)]
  for (const opening of openings.slice(-mostFences).reverse()) {
    const start = opening.index + opening[0].length
    const length = text.slice(start).search(/^[ \t]*(?:```|~~~)[ \t]*$/m)
    const value = parsedJson(text.slice(start, length < 0 ? undefined : start + length))
    if (isObject(value)) yield value
  }
}

/** From the last key back to a brace whose partner stands behind the key. */
function* openObjects(text: string): Generator<JsonObject> {
  let steps = mostSteps
  for (let at = text.lastIndexOf(key); at >= 0; at = at === 0 ? -1 : text.lastIndexOf(key, at - 1)) {
    for (
      let start = text.lastIndexOf('{', at);
      start >= 0;
      start = start === 0 ? -1 : text.lastIndexOf('{', start - 1)
    ) {
      const end = endOfObject(text, start, steps)
      steps -= (end < 0 ? text.length : end) - start
      if (steps < 0) return
      if (end < at) continue
      const value = parsedJson(text.slice(start, end))
      if (isObject(value)) yield value
    }
  }
}

/** Behind the brace that closes the one at `start`; -1 where none does. Braces in strings do not count. */
function endOfObject(text: string, start: number, steps: number): number {
  let depth = 0
  let isString = false
  for (let index = start; index < text.length && index - start <= steps; index++) {
    const character = text[index]
    if (isString && character === '\\') index++
    else if (character === '"') isString = !isString
    else if (!isString && character === '{') depth++
    else if (!isString && character === '}' && --depth === 0) return index + 1
  }
  return -1
}

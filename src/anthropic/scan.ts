/** Finds what routing needs in the raw bytes of a request, at a fraction of the cost of parsing them. */

export interface RequestScan {
  /** The top-level `model`, where it is a string. */
  readonly model?: string
  readonly stream: boolean
  /** Start and end, in bytes, of the model's JSON string with its quotes. */
  readonly modelSpan?: readonly [start: number, end: number]
  /** How deep arrays and objects stand in each other; absent where the bytes are no whole object. */
  readonly levels?: number
}

const quote = 0x22
const backslash = 0x5c
const colon = 0x3a
const comma = 0x2c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

/**
 * Agrees with `JSON.parse` on every JSON object, escaped and repeated keys included. Never throws: bytes that are no
 * JSON object have no model and do not stream. Nested values are stepped over, not checked.
 */
export function scanRequest(bytes: Uint8Array): RequestScan {
  const found: { model?: string; stream: boolean; modelSpan?: readonly [number, number] } = { stream: false }
  const levels = walkObject(bytes, (key, start, end) => {
    if (key === 'stream') found.stream = end - start === 4 && textOf(bytes, start, end) === 'true'
    if (key !== 'model') return
    delete found.model
    delete found.modelSpan
    const value = bytes[start] === quote ? stringOf(bytes, start, end) : undefined
    if (value === undefined) return
    found.model = value
    found.modelSpan = [start, end]
  })
  return levels === undefined ? { stream: false } : { ...found, levels }
}

/** The same request for another model; every other byte stays. Without a model in the scan: the bytes as they are. */
export function replaceModel(bytes: Buffer, scan: RequestScan, model: string): Buffer {
  if (!scan.modelSpan || scan.model === model) return bytes
  const [start, end] = scan.modelSpan
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(JSON.stringify(model)), bytes.subarray(end)])
}

/** True where arrays and objects stand in each other more than `limit` deep. */
export function isNestedDeeper(bytes: Uint8Array, limit: number): boolean {
  let depth = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === quote) {
      at = stringEnd(bytes, at) - 1
      if (at < 0) return false
    } else if (byte === openBrace || byte === openBracket) {
      depth += 1
      if (depth > limit) return true
    } else if (byte === closeBrace || byte === closeBracket) depth -= 1
  }
  return false
}

/** Calls `visit` for each entry of the top level. Returns its levels; undefined where the bytes are not one whole object. */
function walkObject(
  bytes: Uint8Array,
  visit: (key: string, start: number, end: number) => void,
): number | undefined {
  const inside: Levels = { most: 0 }
  const whole = (end: number) => (afterSpace(bytes, end) === bytes.length ? 1 + inside.most : undefined)
  let at = afterSpace(bytes, hasByteOrderMark(bytes) ? 3 : 0)
  if (bytes[at] !== openBrace) return undefined
  at = afterSpace(bytes, at + 1)
  if (bytes[at] === closeBrace) return whole(at + 1)
  while (bytes[at] === quote) {
    const keyEnd = stringEnd(bytes, at)
    const key = keyEnd < 0 ? undefined : stringOf(bytes, at, keyEnd)
    const between = afterSpace(bytes, keyEnd)
    if (key === undefined || bytes[between] !== colon) return undefined
    const start = afterSpace(bytes, between + 1)
    const end = valueEnd(bytes, start, inside)
    if (end <= start) return undefined
    visit(key, start, end)
    at = afterSpace(bytes, end)
    if (bytes[at] === closeBrace) return whole(at + 1)
    if (bytes[at] !== comma) return undefined
    at = afterSpace(bytes, at + 1)
  }
  return undefined
}

interface Levels {
  most: number
}

/** Where the value that starts here ends, stepped over and not checked; -1 where it does not. */
export function valueEnd(bytes: Uint8Array, start: number, levels: Levels = { most: 0 }): number {
  const first = bytes[start]
  if (first === quote) return stringEnd(bytes, start)
  if (first === openBrace || first === openBracket) return nestedEnd(bytes, start, levels)
  let at = start
  while (at < bytes.length && !endsScalar(bytes[at])) at += 1
  return at
}

const endsScalar = (byte: number | undefined): boolean =>
  byte === comma || byte === closeBrace || byte === closeBracket || isSpace(byte)

function nestedEnd(bytes: Uint8Array, start: number, levels: Levels): number {
  let depth = 0
  let most = levels.most
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === quote) {
      at = stringEnd(bytes, at) - 1
      if (at < 0) return -1
    } else if (byte === openBrace || byte === openBracket) {
      depth += 1
      if (depth > most) most = depth
    } else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1
      if (depth > 0) continue
      levels.most = most
      return at + 1
    }
  }
  return -1
}

/** Behind the closing quote of the string that opens here; -1 where it never closes. */
export function stringEnd(bytes: Uint8Array, start: number): number {
  let at = start + 1
  for (;;) {
    // Most strings are short: a call of `indexOf` costs as much as this loop.
    const near = Math.min(at + 32, bytes.length)
    while (at < near && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1
    if (at < near) return at + 1
    if (at >= bytes.length) return -1
    const found = bytes.indexOf(quote, at)
    if (found < 0) return -1
    if (!isEscaped(bytes, found, at)) return found + 1
    at = found + 1
  }
}

/** Whether an odd number of backslashes stands before this byte, none of them before `from`. */
function isEscaped(bytes: Uint8Array, at: number, from: number): boolean {
  let before = at - 1
  while (before >= from && bytes[before] === backslash) before -= 1
  return (at - 1 - before) % 2 === 1
}

export function afterSpace(bytes: Uint8Array, start: number): number {
  let at = start
  while (isSpace(bytes[at])) at += 1
  return at
}

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

const hasByteOrderMark = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf

const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString()

function stringOf(bytes: Uint8Array, start: number, end: number): string | undefined {
  try {
    const value: unknown = JSON.parse(textOf(bytes, start, end))
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

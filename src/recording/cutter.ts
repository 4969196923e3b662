/**
 * Cuts the JSON of a request into the parts that its neighbours will have too: the elements of its lists, and texts that stand
 * alone. It works on bytes and parses nothing, whatever the vendor's form, and can begin at the end of any part.
 */
import { afterSpace, stringEnd, valueEnd } from '../anthropic/scan.ts'

/** A part, by its place in the bytes. */
export interface Cut {
  readonly start: number
  readonly end: number
  /** What it stands in: 0 the body, 1 a list, 2 an element that is cut itself, 3 a list in such an element. */
  readonly depth: number
  /** The field of the body, and the position in its list: with them goes `pointer`. */
  readonly key: string
  /** -1 of what is in no list. */
  readonly index: number
}

/** Bytes: smaller ones stay in the text around them. */
const smallestElement = 16
const smallestField = 64
/** Bytes from which an element is cut itself: an image must not be written again because a mark beside it has moved. */
const largeElement = 32 * 1024

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const openBracket = 0x5b
const openBrace = 0x7b
const closers = [0x7d, 0x5d] as const

/** All parts behind `after`, in order. Stops where the bytes stop being JSON: what is left is text. */
export function* cut(bytes: Buffer, after?: Cut): Generator<Cut, void> {
  const state: State = after
    ? { at: after.end, depth: after.depth, key: after.key, index: after.index, isFirst: false }
    : { at: 0, depth: 0, key: '', index: -1, isFirst: true }
  if (!after && !enter(bytes, state, openBrace)) return
  for (;;) {
    if (!toNextValue(bytes, state)) return
    const start = state.at
    const end = nested(bytes, state) ? start : valueEnd(bytes, start)
    if (end < 0) return
    if (end === start) continue
    state.at = end
    if (end - start < (isList(state.depth) ? smallestElement : smallestField)) continue
    const { depth, key, index } = state
    yield { start, end, depth, key, index }
  }
}

interface State {
  at: number
  depth: number
  key: string
  index: number
  /** Nothing of what it stands in has come yet. */
  isFirst: boolean
}

const isList = (depth: number): boolean => depth % 2 === 1

/** Steps over what opens a list or an object. */
function enter(bytes: Buffer, state: State, opener: number): boolean {
  state.at = afterSpace(bytes, state.at)
  if (bytes[state.at] !== opener) return false
  state.at += 1
  state.isFirst = true
  return true
}

/** Goes into a value that is to be cut itself. */
function nested(bytes: Buffer, state: State): boolean {
  const first = bytes[state.at]
  if (!isList(state.depth)) {
    if (first !== openBracket) return false
    if (state.depth === 0) state.index = -1
  } else if (state.depth === 3 || first !== openBrace || !isLarge(bytes, state.at)) return false
  state.depth += 1
  return enter(bytes, state, first ?? 0)
}

const isLarge = (bytes: Buffer, start: number): boolean => valueEnd(bytes, start) - start > largeElement

/** To where the next value begins; false at the end of the body, or where something else stands. */
function toNextValue(bytes: Buffer, state: State): boolean {
  for (;;) {
    state.at = afterSpace(bytes, state.at)
    const byte = bytes[state.at]
    if (byte === closers[state.depth % 2]) {
      if (state.depth === 0) return false
      state.at += 1
      state.depth -= 1
      state.isFirst = false
      continue
    }
    if (!state.isFirst) {
      if (byte !== comma) return false
      state.at = afterSpace(bytes, state.at + 1)
    }
    state.isFirst = false
    if (state.depth === 1) state.index += 1
    return isList(state.depth) ? state.at < bytes.length : overName(bytes, state)
  }
}

/** Over the name of a field and its colon. */
function overName(bytes: Buffer, state: State): boolean {
  if (bytes[state.at] !== quote) return false
  const end = stringEnd(bytes, state.at)
  if (end < 0) return false
  if (state.depth === 0) {
    state.key = bytes.toString('utf8', state.at + 1, end - 1)
    state.index = -1
  }
  const between = afterSpace(bytes, end)
  if (bytes[between] !== colon) return false
  state.at = afterSpace(bytes, between + 1)
  return state.at < bytes.length
}

/** JSON pointer to the field or element that a part belongs to. */
export const pointerOf = ({ key, index }: Pick<Cut, 'key' | 'index'>): string =>
  `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}${index < 0 ? '' : `/${index}`}`

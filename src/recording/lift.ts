/** Lifts cache marks out of a part: clients move them with every turn, and the part is the same without them. */

export interface Lifted {
  readonly bytes: Buffer
  /** Where the marks were, in bytes of what is left, in order. */
  readonly insert?: readonly (readonly [at: number, text: string])[]
  /** The longest lifetime that one of them asks for. */
  readonly mark?: '5m' | '1h'
}

// Never within a text, where its quotes would be escaped. Clients put it behind other fields.
const start = Buffer.from(',"cache_control":{')
const closeBrace = 0x7d

export function lift(bytes: Buffer): Lifted {
  let at = bytes.indexOf(start)
  if (at < 0) return { bytes }
  const kept: Buffer[] = []
  const insert: [number, string][] = []
  let rest = 0
  let left = 0
  for (; at >= 0; at = bytes.indexOf(start, rest)) {
    const end = bytes.indexOf(closeBrace, at) + 1
    if (end === 0) break
    kept.push(bytes.subarray(rest, at))
    left += at - rest
    insert.push([left, bytes.toString('utf8', at, end)])
    rest = end
  }
  kept.push(bytes.subarray(rest))
  const isLong = insert.some(([, text]) => text.includes('"1h"'))
  return { bytes: Buffer.concat(kept), insert, mark: isLong ? '1h' : '5m' }
}

/** How much two bodies have in common at their ends. */

/** Bytes compared in one call. */
const stride = 16 * 1024

/** Bytes from the start that are the same. */
export function commonStart(one: Buffer, other: Buffer): number {
  const most = Math.min(one.length, other.length)
  let same = 0
  for (let step = stride; same < most; ) {
    const end = Math.min(same + step, most)
    if (one.compare(other, same, end, same, end) === 0) same = end
    else if (end - same === 1) return same
    else step = Math.ceil((end - same) / 2)
  }
  return same
}

/** Bytes up to the end that are the same; none of the first `but`. */
export function commonEnd(one: Buffer, other: Buffer, but = 0): number {
  const most = Math.min(one.length, other.length) - but
  let same = 0
  for (let step = stride; same < most; ) {
    const next = Math.min(same + step, most)
    const [start, end] = [one.length - next, one.length - same]
    const [otherStart, otherEnd] = [other.length - next, other.length - same]
    if (one.compare(other, otherStart, otherEnd, start, end) === 0) same = next
    else if (next - same === 1) return same
    else step = Math.ceil((next - same) / 2)
  }
  return Math.max(same, 0)
}

/** Chance that can be repeated: the same words draw the same lots. */
import { createHash } from 'node:crypto'

export interface Lots {
  /** From 0 up to, and not including, 1. */
  next(): number
  /** From the normal distribution: mean 0, deviation 1. */
  bell(): number
  shuffled<Item>(items: readonly Item[]): readonly Item[]
}

/** 64 hexadecimal digits. `['a', 'b']` and `['ab']` differ. */
export const digestOf = (...words: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(words)).digest('hex')

export function lotsOf(...words: readonly string[]): Lots {
  const next = generator(Number.parseInt(digestOf(...words).slice(0, 8), 16))
  return {
    next,
    bell: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    shuffled: items => {
      const list = [...items]
      for (let end = list.length - 1; end > 0; end--) swap(list, end, Math.floor(next() * (end + 1)))
      return list
    },
  }
}

function swap<Item>(list: Item[], one: number, other: number): void {
  const [first, second] = [list[one] as Item, list[other] as Item]
  list[one] = second
  list[other] = first
}

/** A Weyl sequence of 32 bits whose steps are mixed. */
function generator(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
  }
}

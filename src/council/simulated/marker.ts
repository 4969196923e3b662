/** How good a simulated answer is, written into it so that only simulated reviewers see it: in characters without a shape. */

const base = 0xe0000

export interface Marker {
  /** In standard deviations; above 0 it is right. */
  readonly quality: number
  /** Tells who wrote it, without a name. */
  readonly author: string
}

export const markerOf = ({ quality, author }: Marker): string =>
  [...`q=${quality.toFixed(4)} ${author}`]
    .map(character => String.fromCodePoint(base + character.charCodeAt(0)))
    .join('')

/** The first in a text; undefined where a text has none, as those of real models. */
export function markerIn(text: string): Marker | undefined {
  const found = /[\u{e0020}-\u{e007e}]+/u.exec(text)?.[0] ?? ''
  const plain = [...found]
    .map(character => String.fromCodePoint((character.codePointAt(0) ?? base) - base))
    .join('')
  const [, quality, author = ''] = /^q=(-?\d+(?:\.\d+)?) ([0-9a-f]+)$/.exec(plain) ?? []
  return quality === undefined ? undefined : { quality: Number(quality), author }
}

export const withoutMarker = (text: string): string => text.replace(/[\u{e0020}-\u{e007e}]+/gu, '')

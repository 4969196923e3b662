/** Names for answers that say nothing: no order as in A, B, C, and no word that an answer could use for itself. */
import type { Lots } from './lots.ts'

const consonants = [...'BCDFGHJKLMNPQRSTVWXZ']
const pairs = consonants.flatMap(one => consonants.filter(other => other !== one).map(other => one + other))

/**
 * As many labels as asked for, all different. None of them stands as a word in `texts`: whatever a reviewer quotes, it cannot
 * be read as a vote. Texts that leave too few pairs are answered with labels of three letters.
 */
export function drawLabels(count: number, lots: Lots, texts: readonly string[]): readonly string[] {
  const taken = wordsIn(texts)
  const chosen = new Set<string>()
  const choose = (pool: readonly string[]): void => {
    for (const label of pool) {
      if (chosen.size === count) return
      const [first = '', ...rest] = label
      if (!taken.has(label) && !chosen.has(rest.join('') + first)) chosen.add(label)
    }
  }
  choose(lots.shuffled(pairs))
  if (chosen.size < count) choose(lots.shuffled(triples()))
  return [...chosen]
}

const triples = (): readonly string[] =>
  consonants.flatMap(end => pairs.filter(pair => !pair.includes(end)).map(pair => pair + end))

const wordsIn = (texts: readonly string[]): ReadonlySet<string> =>
  new Set(
    texts.flatMap(text =>
      [...unescaped(text).matchAll(/(?<![A-Za-z])[A-Za-z]{2,3}(?![A-Za-z])/g)].map(([word]) =>
        word.toUpperCase(),
      ),
    ),
  )

/** In JSON a letter can be written by its number. */
const unescaped = (text: string): string =>
  text.replace(/\\u00([0-9a-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  )

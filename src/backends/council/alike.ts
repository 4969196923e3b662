/** Whether two short texts say the same, by the words that they share. Rough on purpose: it decides what stands together, never what is true. */

const enough = 0.5

export function areAlike(one: string, other: string): boolean {
  const [first, second] = [wordsIn(one), wordsIn(other)]
  if (first.size === 0 || second.size === 0) return false
  const shared = [...first].filter(word => second.has(word)).length
  return (
    shared / Math.min(first.size, second.size) >= enough && shared >= Math.min(2, first.size, second.size)
  )
}

const empty = new Set(
  'the and for with not this that from into its are was will before after then than'.split(' '),
)

const wordsIn = (text: string): ReadonlySet<string> =>
  new Set(
    (text.toLowerCase().match(/[\p{L}\p{N}_./-]{3,}/gu) ?? [])
      .map(word => word.replace(/[./-]+$/, ''))
      // Names of files as they are; of other words what their forms have in common.
      .map(word => (/[._/-]/.test(word) ? word : word.replace(/s$/, '').slice(0, 6)))
      .filter(word => word.length > 2 && !empty.has(word)),
  )

/** Texts that say the same, as the first of each and the places in `lists` where they stand. */
export function groups(
  lists: readonly (readonly string[])[],
): readonly { readonly text: string; readonly from: ReadonlySet<number> }[] {
  const found: { text: string; from: Set<number> }[] = []
  lists.forEach((list, index) => {
    for (const text of list) {
      const known = found.find(group => areAlike(group.text, text))
      if (known) known.from.add(index)
      else found.push({ text, from: new Set([index]) })
    }
  })
  return found
}

/** What a reviewer wrote speaks of answers by its own labels, which mean nothing to others. */
import type { Review } from '../types.ts'

/** `nameOf` gives, for a member's `id`, the name that its readers know. */
export const relabelled = (text: string, shown: Review['shown'], nameOf: (id: string) => string): string => {
  const members = new Map(shown.map(({ label, member }) => [label, member]))
  return text.replace(/(?<![A-Za-z])[A-Z]{2,3}(?![A-Za-z])/g, word => {
    const member = members.get(word)
    return member === undefined ? word : nameOf(member)
  })
}

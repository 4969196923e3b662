/** The names of a list that a given one may have been meant to be. */
import { editDistance } from '../../config/nearest.ts'

/** At most three, the likeliest first; none where no name has much in common with `wanted`. */
export function nearestNames(wanted: string, names: readonly string[]): readonly string[] {
  return names
    .map(name => ({ name, distance: distanceOf(wanted, name) }))
    .filter(({ distance }) => distance <= farthest)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ name }) => name)
}

/** Of the longer name's letters. */
const farthest = 0.5

/** From 0 for the same name to 1 for one that has nothing of it. A name that holds the other is nearer than its length says. */
function distanceOf(wanted: string, name: string): number {
  const [one, other] = [wanted.toLowerCase(), name.toLowerCase()]
  const longer = Math.max(one.length, other.length)
  const edits = editDistance(one, other) / longer
  const isPart = other.includes(one) || one.includes(other)
  return isPart && Math.min(one.length, other.length) * 3 >= longer ? edits / 2 : edits
}

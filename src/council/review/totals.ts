/** What a reviewer's scores come to. */
import type { Dimension, Review } from '../types.ts'

/** The mean of what was scored, 1 to 5; undefined without a score. */
export function totalOf(
  scores: Readonly<Partial<Record<Dimension, number>>> | undefined,
): number | undefined {
  const given = Object.values(scores ?? {})
  return given.length === 0 ? undefined : given.reduce((sum, score) => sum + score, 0) / given.length
}

/** Whether an answer that stands behind another has more points. Equal points decide nothing. */
export const isContradictory = (order: Review['order'], scores: Review['scores']): boolean =>
  order.some((group, place) =>
    order
      .slice(place + 1)
      .flat()
      .some(behind => group.some(before => hasMore(totalOf(scores[behind]), totalOf(scores[before])))),
  )

const hasMore = (one: number | undefined, other: number | undefined): boolean =>
  one !== undefined && other !== undefined && one > other + 1e-9

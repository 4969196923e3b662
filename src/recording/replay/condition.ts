/** Conditions under which a replay counts as failed, for those who run it in a pipeline. */

const plain = ['error', 'tool-diff', 'text-diff', 'stop-diff', 'schema', 'wire-diff'] as const
const ratios = ['slower', 'costlier'] as const

export type Condition =
  | { readonly name: (typeof plain)[number] }
  | { readonly name: (typeof ratios)[number]; readonly factor: number }

export const conditionNames: readonly string[] = [...plain, ...ratios.map(name => `${name}:1.5`)]

/** `error`, `slower:1.5` and so on; undefined for anything else. */
export function conditionOf(text: string): Condition | undefined {
  const [word, factor, ...more] = text.split(':')
  const name = plain.find(one => one === text)
  if (name) return { name }
  const ratio = ratios.find(one => one === word)
  if (!ratio || more.length > 0 || !/^\d+(\.\d+)?$/.test(factor ?? '') || Number(factor) <= 0)
    return undefined
  return { name: ratio, factor: Number(factor) }
}

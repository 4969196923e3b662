/** Makes a filter of its text: what is in memory decides first, and contents are read only where they decide. */
import type { RecordedExchange } from '../recorded-exchange.ts'
import { Contents } from './contents.ts'
import { parseFilter, type Tree } from './parse-filter.ts'

export interface Filter {
  matches(exchange: RecordedExchange): Promise<boolean>
  /** True where some exchange may have to be read from disk to decide. */
  readonly needsContent: boolean
}

/** `now`: milliseconds since the epoch. Throws a `FilterError` that shows where the text is wrong. */
export function compileFilter(text: string, { now }: { readonly now: number }): Filter {
  const tree = parseFilter(text, now)
  return {
    needsContent: readsContents(tree),
    matches: async exchange => decided(tree, exchange) ?? examined(tree, exchange, new Contents(exchange)),
  }
}

function readsContents(tree: Tree): boolean {
  if (tree.kind === 'test') return tree.test.reads === 'contents'
  return tree.kind === 'not' ? readsContents(tree.inner) : tree.parts.some(readsContents)
}

/** Undefined where only the contents can tell. */
function decided(tree: Tree, exchange: RecordedExchange): boolean | undefined {
  if (tree.kind === 'test') return tree.test.reads === 'facts' ? tree.test.holds(exchange) : undefined
  if (tree.kind === 'not') {
    const inner = decided(tree.inner, exchange)
    return inner === undefined ? undefined : !inner
  }
  const verdicts = tree.parts.map(part => decided(part, exchange))
  const settles = tree.kind === 'any'
  if (verdicts.includes(settles)) return settles
  return verdicts.includes(undefined) ? undefined : !settles
}

async function examined(tree: Tree, exchange: RecordedExchange, contents: Contents): Promise<boolean> {
  const known = decided(tree, exchange)
  if (known !== undefined) return known
  if (tree.kind === 'test') return tree.test.reads === 'contents' && tree.test.holds(contents)
  if (tree.kind === 'not') return !(await examined(tree.inner, exchange, contents))
  const settles = tree.kind === 'any'
  for (const part of tree.parts) {
    if ((await examined(part, exchange, contents)) === settles) return settles
  }
  return !settles
}

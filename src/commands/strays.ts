/** Faults that nobody catches, mostly in plugins: a server that many use does not end because of one. */
import type { Log } from '../core/log.ts'

type Stray = 'unhandledRejection' | 'uncaughtException'

export interface StraySource {
  on(event: Stray, listener: (reason: unknown) => void): unknown
  off(event: Stray, listener: (reason: unknown) => void): unknown
}

const sentences: Readonly<Record<Stray, string>> = {
  unhandledRejection: 'a promise failed and nobody waited for it',
  // Such as the callback of a timer: the hook that has set it is long over.
  uncaughtException: 'something threw and nobody caught it',
}

/** Reports promises that fail with nobody waiting, and what callbacks throw, each distinct place once. Returns what ends it. */
export function surviveStrays(log: Log, source: StraySource = process): () => void {
  const reported = new Set<string>()
  const reporting = (stray: Stray) => (reason: unknown) => {
    const [text, place] = described(reason)
    if (reported.has(text + place)) return
    reported.add(text + place)
    log.error(`${sentences[stray]}: ${text}${place}`)
  }
  const listeners = (Object.keys(sentences) as Stray[]).map(stray => [stray, reporting(stray)] as const)
  for (const [stray, listener] of listeners) source.on(stray, listener)
  return () => {
    for (const [stray, listener] of listeners) source.off(stray, listener)
  }
}

function described(reason: unknown): readonly [text: string, place: string] {
  if (!(reason instanceof Error)) return [String(reason), '']
  // The first line that is not Node's own is where somebody can do something about it.
  const line = reason.stack?.split('\n').find(text => /^\s+at /.test(text) && !text.includes('node:'))
  return [reason.message, line ? `\n${line.trim()}` : '']
}

/** Faults that nobody catches, mostly in plugins: a server that many use does not end because of one. */
import type { Log } from '../core/log.ts'

export interface StraySource {
  on(event: 'unhandledRejection', listener: (reason: unknown) => void): unknown
  off(event: 'unhandledRejection', listener: (reason: unknown) => void): unknown
}

/** Reports promises that fail with nobody waiting, each distinct place once. Returns what ends it. */
export function surviveStrays(log: Log, source: StraySource = process): () => void {
  const reported = new Set<string>()
  const report = (reason: unknown): void => {
    const [text, place] = described(reason)
    if (reported.has(text + place)) return
    reported.add(text + place)
    log.error(`a promise failed and nobody waited for it: ${text}${place}`)
  }
  source.on('unhandledRejection', report)
  return () => void source.off('unhandledRejection', report)
}

function described(reason: unknown): readonly [text: string, place: string] {
  if (!(reason instanceof Error)) return [String(reason), '']
  // The first line that is not Node's own is where somebody can do something about it.
  const line = reason.stack?.split('\n').find(text => /^\s+at /.test(text) && !text.includes('node:'))
  return [reason.message, line ? `\n${line.trim()}` : '']
}

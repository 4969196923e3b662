/** A verdict on the prompt cache in words. */
import { countText } from '../../../plugins/log/text.ts'
import type { CacheCause, CacheVerdict } from '../../recording/cache-verdict.ts'
import { shownLine } from './shown.ts'

const causes: Readonly<Record<CacheCause, string>> = {
  hit: 'hit: all was read that the turn before had left there',
  partial: 'read in part',
  initial: 'missed: nothing had been cached before',
  expired: 'missed: what was cached had expired',
  model: 'missed: another model answered the turn before',
  tools: 'missed: the tools changed',
  system: 'missed: the system prompt changed',
  messages: 'missed: earlier messages changed',
  parameters: 'missed: parameters or betas changed',
  unknown: 'missed, and why cannot be told',
}

/** `nameOf`: how an exchange is called by its id, such as `#11`. */
export function cacheText(
  { cause, sure, previous, at, lost }: CacheVerdict,
  nameOf: (id: string) => string | undefined = () => undefined,
): string {
  const before = previous === undefined ? undefined : nameOf(previous)
  return [
    causes[cause],
    ...(at === undefined ? [] : [`first at ${shownLine(at)}`]),
    ...(lost === undefined ? [] : [`${countText(lost)} tokens lost`]),
    ...(before === undefined ? [] : [`compared with ${before}`]),
    ...(sure || cause === 'unknown' ? [] : ['not certain']),
  ].join(', ')
}

/** For tables: a word a cause. */
export const causeNames: readonly CacheCause[] = Object.keys(causes) as CacheCause[]

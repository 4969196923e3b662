/** The clock on the wall, for a council. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { CouncilClock } from '../../council/types.ts'

/** Milliseconds: longer ones are none to a timer of Node, which then rings at once. */
const longest = 2 ** 31 - 1

export const wallClock: CouncilClock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) =>
    sleep(Math.min(milliseconds, longest), undefined, signal && { signal }).catch(() => {}),
}

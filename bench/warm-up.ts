/** Runs everything a few times before it is measured. */
import type { Amounts } from './amounts.ts'
import { type BodySize, bodySizes } from './bodies.ts'
import { body, type Site, streamEvents } from './measures.ts'
import type { Mode } from './processes.ts'

/** Returns the last answer of each kind. */
export async function warmUp(
  { client, answer }: Site,
  { requests, streams }: Amounts['warmUp'],
): Promise<ReadonlyMap<Mode['way'], Buffer>> {
  const answers = new Map<Mode['way'], Buffer>()
  await answer({ way: 'whole', events: 0, interval: 0 })
  for (const size of Object.keys(bodySizes) as BodySize[]) {
    for (let index = 0; index < requests[size]; index += 1) {
      answers.set('whole', (await client.ask(body(size, false))).bytes)
    }
  }
  for (const way of ['burst', 'each'] as const) {
    await answer({ way, events: streamEvents, interval: 0 })
    for (let index = 0; index < streams; index += 1) {
      answers.set(way, (await client.ask(body('1 KB', true))).bytes)
    }
  }
  return answers
}

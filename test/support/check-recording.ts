/** Compares a proxy's recording with what its clients have sent, byte for byte. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import type { RecordedExchange } from '../../src/recording/recorded-exchange.ts'
import { Recording } from '../../src/recording/recording.ts'
import { sentTo } from './recording-tap.ts'

export interface RecordedRun {
  /** The user's own folder, as the proxy knew it. */
  readonly home: string
  readonly url: string
  /** As the proxy has printed them. */
  readonly exchanges: readonly { readonly id: string; readonly outcome: string }[]
}

/**
 * Every exchange that the proxy has printed is in the recording, whole and with the outcome that was printed. Every body that a
 * tap has seen is in it too; not where plugins have a say in what is recorded. Says nothing where nothing was recorded.
 */
export async function checkRecording({ home, url, exchanges }: RecordedRun): Promise<void> {
  const folder = join(home, '.claudecodex', 'logs')
  const names = await readdir(folder).catch((): string[] => [])
  if (names.length === 0) return
  const recording = await Recording.open(names.sort().map(name => join(folder, name)))
  try {
    expect(recording.state).to.deep.equal({ isTorn: false, damaged: 0, isClosed: true, lost: 0 })
    const recorded = new Map(recording.exchanges.map(exchange => [exchange.id, exchange]))
    for (const { id, outcome } of exchanges)
      expect(recorded.get(id)?.end?.outcome, `the recorded outcome of ${id}`).to.equal(outcome)
    await checkBodies(recording.exchanges, url)
  } finally {
    await recording.close()
  }
}

async function checkBodies(exchanges: readonly RecordedExchange[], url: string): Promise<void> {
  const sent = sentTo(url)
    .filter(({ url: path, body }) => path.startsWith('/v1/messages') && body.length > 0)
    .map(({ body }) => body.toString('latin1'))
  const bodies: string[] = []
  for (const exchange of exchanges) {
    // Reading a body checks its length and its sum.
    const bytes = await exchange.requestBytes()
    if (exchange.open.request && bytes) bodies.push(bytes.toString('latin1'))
  }
  if (exchanges.some(({ open }) => !open.request)) return
  for (const body of bodies) {
    const index = sent.indexOf(body)
    if (index >= 0) sent.splice(index, 1)
  }
  expect(
    sent.map(body => body.slice(0, 200)),
    'bodies that are not in the recording',
  ).to.deep.equal([])
}

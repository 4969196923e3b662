import { expect } from 'chai'
import type { StreamEvent } from '../../../src/anthropic/events.ts'
import { fold } from '../../../src/anthropic/fold.ts'
import { unfold } from '../../../src/anthropic/unfold.ts'
import { brokenOff, type Pacing, paced, pausedFor } from '../../../src/backends/recorded/events.ts'
import type { ExchangeLine } from '../../../src/recording/schema.ts'
import { answerOf, callOf } from '../../support/library.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

const message = answerOf([
  { type: 'text', text: 'one two three four five six seven eight nine ten eleven twelve ' },
  callOf('Bash', { command: 'echo one two three four five six' }, 'toolu_1'),
])
const { signal } = new AbortController()

const lineWith = (more: Partial<ExchangeLine>): ExchangeLine => ({
  v: 1,
  type: 'exchange',
  id: 'req_1',
  seq: 1,
  outcome: 'answered',
  timing: { startedAt: 0, firstEvent: 1_000, total: 5_000 },
  attempts: [],
  warnings: [],
  ...more,
})

async function played(end: ExchangeLine, pacing?: Pacing) {
  const clock = new VirtualClock()
  const start = clock.time
  const events: StreamEvent[] = []
  const times: number[] = []
  const playing = paced([...unfold(message)], end, pacing, { now: clock.now, wait: clock.sleep }, signal)
  for await (const event of playing) {
    events.push(event)
    times.push(clock.time - start)
  }
  return { events, times, clock }
}

describe('a recorded answer', () => {
  it('comes at once, in the blocks in which it was recorded, where nobody wants its pace', async () => {
    const { events, clock } = await played(lineWith({ pace: [[1_000, 10]] }))
    expect(events).to.deep.equal([...unfold(message)])
    expect(clock.waits).to.deep.equal([])
  })
  it('comes word by word at the pace at which it came, and is the same message', async () => {
    const pace = [
      [1_000, 500],
      [2_000, 500],
      [9_000, 500],
    ] as const
    const { events, times } = await played(lineWith({ pace }), { speed: 1 })
    expect(fold(events)).to.deep.equal(message)
    expect(events.length).to.be.above([...unfold(message)].length)
    expect(times[0]).to.equal(1_000)
    expect(times.at(-1)).to.equal(9_000)
    expect(new Set(times)).to.deep.equal(new Set([1_000, 2_000, 9_000]))
    expect(times.filter(time => time === 1_000).length).to.be.within(events.length / 6, events.length / 2)
  })
  it('comes as much faster as was asked for', async () => {
    const { times } = await played(
      lineWith({
        pace: [
          [1_000, 1],
          [9_000, 1],
        ],
      }),
      { speed: 4 },
    )
    expect([times[0], times.at(-1)]).to.deep.equal([250, 2_250])
  })
  it('has no silence longer than was asked for', async () => {
    const { times } = await played(
      lineWith({
        pace: [
          [60_000, 1],
          [61_000, 1],
          [181_000, 1],
        ],
      }),
      {
        speed: 1,
        maxGap: 2_000,
      },
    )
    expect([times[0], times.at(-1)]).to.deep.equal([2_000, 5_000])
  })
  it('begins and ends when it did, where nothing more is known of its pace', async () => {
    const { times } = await played(lineWith({}), { speed: 1 })
    expect([times[0], times.at(-1)]).to.deep.equal([1_000, 5_000])
  })
  it('waits no longer for being late already', async () => {
    const clock = new VirtualClock()
    const end = lineWith({
      pace: [
        [1_000, 1],
        [2_000, 1],
      ],
    })
    const playing = paced(
      [...unfold(message)],
      end,
      { speed: 1 },
      { now: clock.now, wait: clock.sleep },
      signal,
    )
    await playing.next()
    clock.time += 5_000
    for await (const _ of playing);
    expect(clock.waits).to.deep.equal([1_000])
  })
  it('stops when its client leaves', async () => {
    const leaving = new AbortController()
    const wait = async (_: number, given: AbortSignal) => {
      leaving.abort()
      given.throwIfAborted()
    }
    const playing = paced(
      [...unfold(message)],
      lineWith({}),
      { speed: 1 },
      { now: () => 0, wait },
      leaving.signal,
    )
    const failure = await playing.next().catch((thrown: unknown) => thrown)
    expect(failure).to.have.property('name', 'AbortError')
  })
})

describe('an answer that broke off', () => {
  it('is without an end, and its last block as well', () => {
    const events = brokenOff(message)
    expect(events.at(-1)?.type).to.equal('content_block_delta')
    expect(events.filter(({ type }) => type === 'content_block_stop')).to.have.length(1)
    expect(fold(events)?.content).to.deep.equal(message.content)
  })
  it('has begun, whatever had come', () => {
    expect(brokenOff(answerOf([])).map(({ type }) => type)).to.deep.equal(['message_start'])
  })
})

describe('a recorded failure', () => {
  it('takes as long as it took', async () => {
    const clock = new VirtualClock()
    const real = { now: clock.now, wait: clock.sleep }
    await pausedFor(lineWith({}), undefined, real, signal)
    await pausedFor(lineWith({}), { speed: 2 }, real, signal)
    await pausedFor(lineWith({}), { speed: 1, maxGap: 300 }, real, signal)
    expect(clock.waits).to.deep.equal([2_500, 300])
  })
})

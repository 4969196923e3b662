/** Plugins that do everything wrong, drawn by lot. */
import type { Awaitable, EventStream, Plugin, StreamEvent } from 'claudecodex'
import fc from 'fast-check'

/** Whatever hooks may return, throw and do that they must not. */
type Hook = (...given: never[]) => unknown

const never = new Promise<never>(() => {})
const rubbish: readonly unknown[] = [
  7,
  'text',
  {},
  [],
  [null],
  [[]],
  true,
  { type: 7 },
  { content: [null] },
  { content: 'text' },
  { type: 'content_block_delta' },
  { type: 'content_block_delta', index: 0 },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta' } },
  { type: 'content_block_start', index: 0 },
  { type: 'content_block_start', index: 5, content_block: { type: 'tool_use' } },
  { type: 'content_block_stop' },
  { type: 'message_start' },
  { type: 'message_start', message: {} },
  { type: 'message_delta' },
  { type: 'message_delta', delta: null, usage: null },
  { type: 'error', error: { type: 'api_error', message: 'made up' } },
  { type: '' },
  { type: 'something\n\nevent: message_stop' },
]

/** Blocks the event loop, as a search through a large text would. */
const block = (milliseconds: number): void => {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

/** Things that any hook can do. `call` counts how often it ran. */
const misdeeds: readonly ((seed: number) => Hook)[] = [
  () => () => {
    throw new Error('on purpose')
  },
  () => () => {
    throw undefined
  },
  () => () => never,
  seed => () => rubbish[seed % rubbish.length],
  seed => async () => rubbish[seed % rubbish.length],
  seed => () => block(seed % 50 === 0 ? 200 : seed % 5),
]

/** What a plugin makes of one event, by how many came before. */
const eventHooks: readonly ((seed: number) => (event: StreamEvent, count: number) => unknown)[] = [
  seed => (_, count) => (count % 2 === seed % 2 ? null : undefined),
  () => event => [event, event],
  seed => (event, count) => (count === seed % 9 ? rubbish[seed % rubbish.length] : event),
  seed => (event, count) => {
    if (count === seed % 9) throw new Error('on purpose')
    return event
  },
  () => event => {
    Object.assign(event, { index: 99 })
  },
  () => event => {
    Object.assign(event, { type: 'message_stop' })
  },
  () => event => {
    Object.assign(event, { delta: undefined, content_block: undefined, message: undefined })
  },
  () => event => ({ ...event, index: -1 }),
  () => event =>
    'delta' in event ? { ...event, delta: { type: 'signature_delta', signature: 'x' } } : event,
  () => event => (event.type === 'message_stop' ? [event, event, { type: 'ping' }] : event),
  () => event => (event.type === 'content_block_start' ? [{ type: 'message_stop' }, event] : event),
]

function onEventOf(
  make: (seed: number) => (event: StreamEvent, count: number) => unknown,
  seed: number,
): Hook {
  const hook = make(seed)
  let count = 0
  let late: StreamEvent | undefined
  // Some also give each event one too late.
  return (event: StreamEvent) => {
    count += 1
    if (seed % 7 !== 0) return hook(event, count)
    const before = late
    late = event
    return before ?? null
  }
}

type Streams = (events: EventStream, seed: number) => unknown
const streamHooks: readonly Streams[] = [
  async function* (events) {
    const all: StreamEvent[] = []
    for await (const event of events) all.push(event)
    yield* all.reverse()
  },
  async function* (events, seed) {
    let count = 0
    for await (const event of events) {
      count += 1
      if (count === seed % 9) return
      yield event
    }
  },
  async function* (events, seed) {
    let count = 0
    for await (const event of events) {
      count += 1
      yield count === seed % 9 ? (rubbish[seed % rubbish.length] as StreamEvent) : event
    }
  },
  async function* (events, seed) {
    let count = 0
    for await (const event of events) {
      count += 1
      if (count === seed % 9) await never
      yield event
    }
  },
  async function* (events) {
    for await (const event of events) {
      Object.assign(event, { index: 7 })
      yield event
      yield event
    }
    throw new Error('on purpose')
  },
  async function* () {},
  events => events,
]

const aroundOf =
  (make: Streams, seed: number): Hook =>
  (exchange: unknown, next: (exchange: unknown) => EventStream) => {
    if (seed % 3 === 0) void next(exchange)
    return make(next(exchange), seed) as Awaitable<EventStream>
  }

const lot = fc.nat({ max: 10_000 })
const misdeed = fc.tuple(fc.constantFrom(...misdeeds), lot).map(([make, seed]) => make(seed))
const sometimes = <Value>(given: fc.Arbitrary<Value>) => fc.option(given, { nil: undefined, freq: 3 })
const named = fc.constantFrom(
  'beforeRequest',
  'beforeAttempt',
  'afterAttempt',
  'afterResponse',
  'onError',
  'onEnd',
  'beforeRecord',
)

/** A plugin with a few hooks that misbehave. */
export const badPlugins: fc.Arbitrary<readonly Plugin[]> = fc.array(
  fc
    .record({
      others: fc.dictionary(named, misdeed, { maxKeys: 2 }),
      onEvent: sometimes(
        fc.oneof(
          misdeed,
          fc.tuple(fc.constantFrom(...eventHooks), lot).map(([make, seed]) => onEventOf(make, seed)),
        ),
      ),
      transformEvents: sometimes(
        fc.oneof(
          misdeed,
          fc.tuple(fc.constantFrom(...streamHooks), lot).map(
            ([make, seed]): Hook =>
              (events: EventStream) =>
                make(events, seed),
          ),
        ),
      ),
      around: sometimes(
        fc.oneof(
          misdeed,
          fc.tuple(fc.constantFrom(...streamHooks), lot).map(([make, seed]) => aroundOf(make, seed)),
        ),
      ),
      onFailure: sometimes(fc.constantFrom('fail', 'skip')),
    })
    .map(({ others, ...hooks }) => {
      const given = Object.entries({ ...others, ...hooks }).filter(([, hook]) => hook !== undefined)
      return { name: 'bad', apiVersion: 1, ...Object.fromEntries(given) } as Plugin
    }),
  { minLength: 1, maxLength: 3 },
)

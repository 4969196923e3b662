/** What is measured. Each measure takes one sample of one contender and returns its figures. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Amounts } from './amounts.ts'
import { type BodySize, bodyOf, bodySizes, turnsOfConversation } from './bodies.ts'
import { Client } from './client.ts'
import type { Launch } from './contenders.ts'
import { councilFigures } from './council.ts'
import { type Mode, type Running, start } from './processes.ts'
import { listFigures, packedShare } from './recording.ts'
import { scanFigures } from './scan.ts'
import { median } from './statistics.ts'

/** Names of figures, each in the unit its title names. A list holds times, of which the middle and the tail are wanted. */
export type Figures = Readonly<Record<string, number | readonly number[]>>

export interface Site {
  readonly client: Client
  /** Absent for the upstream itself, which is not asked for its own CPU time. */
  readonly running?: Running | undefined
  readonly upstream: string
  readonly folder: string
  readonly launch?: ((port: number, upstream: string) => Launch) | undefined
  answer(mode: Mode): Promise<void>
}

export interface Measure {
  /** For `--only`. */
  readonly name: string
  /** Rounds after this one leave it out: what hardly varies need not cost time in each. */
  readonly rounds?: number
  take(site: Site, amounts: Amounts): Promise<Figures>
}

export const streamEvents = 4_000
const slowStreams = 200
/** Milliseconds. */
const slowInterval = 20

const bodies = new Map<string, Buffer>()
export function body(size: BodySize, stream: boolean): Buffer {
  const key = `${size} ${stream}`
  const made = bodies.get(key) ?? bodyOf(size, stream)
  bodies.set(key, made)
  return made
}

const requests = (size: BodySize): Measure => ({
  name: size.replace(' ', '').toLowerCase(),
  async take({ client, running, answer }, amounts) {
    await answer({ way: 'whole', events: 0, interval: 0 })
    const count = amounts.requests[size]
    const times: number[] = []
    const cpu = await cpuOf(running, async () => {
      for (let index = 0; index < count; index += 1) {
        times.push((await client.ask(body(size, false))).milliseconds)
      }
    })
    return defined({
      [`latency ${size}`]: times,
      [`cpu ${size}`]: cpu === undefined ? undefined : cpu / 1_000 / count,
    })
  },
})

/** Of one conversation: no request is the one before again. */
const turns: Measure = {
  name: 'turns',
  async take({ client, running, answer }, amounts) {
    await answer({ way: 'whole', events: 0, interval: 0 })
    const conversation = turnsOfConversation(amounts.requests['150 KB'])
    const cpu = await cpuOf(running, async () => {
      for (const request of conversation) await client.ask(request)
    })
    return defined({ 'cpu turn': cpu === undefined ? undefined : cpu / 1_000 / conversation.length })
  },
}

/** Milliseconds. */
const betweenFirsts = 20

const first: Measure = {
  name: 'first',
  async take({ client, answer }, { firsts }) {
    await answer({ way: 'burst', events: 20, interval: 0 })
    const times: number[] = []
    for (let index = 0; index < firsts; index += 1) {
      // An agent has work to do between two requests: what is left to do of one must not be counted as the next one's.
      await sleep(betweenFirsts)
      const began = performance.now()
      let after: number | undefined
      await client.ask(body('150 KB', true), bytes => {
        if (after === undefined && bytes.includes('text_delta')) after = performance.now() - began
      })
      if (after !== undefined) times.push(after)
    }
    return { 'first token': times }
  },
}

const streams = (way: 'burst' | 'each', countOf: (amounts: Amounts) => number): Measure => ({
  name: way,
  async take({ client, running, answer }, amounts) {
    await answer({ way, events: streamEvents, interval: 0 })
    const count = countOf(amounts)
    const times: number[] = []
    const cpu = await cpuOf(running, async () => {
      for (let index = 0; index < count; index += 1) {
        const { bytes, milliseconds } = await client.ask(body('1 KB', true))
        if (!bytes.includes('message_stop', -200)) throw new Error('a stream did not come to its end')
        times.push(milliseconds)
      }
    })
    return defined({
      [`stream ${way}`]: median(times),
      [`cpu event ${way}`]: cpu === undefined ? undefined : cpu / count / streamEvents,
    })
  },
})

const rate: Measure = {
  name: 'rate',
  async take({ client, answer }, amounts) {
    await answer({ way: 'whole', events: 0, interval: 0 })
    const figures: Record<string, number> = {}
    for (const concurrency of [1, 16, 64]) {
      const began = performance.now()
      await flood(client, amounts.rate, concurrency)
      figures[`rate ${concurrency}`] = (amounts.rate * 1_000) / (performance.now() - began)
    }
    return figures
  },
}

async function flood(client: Client, count: number, concurrency: number): Promise<void> {
  let left = count
  const lane = async () => {
    while (left > 0) {
      left -= 1
      await client.ask(body('1 KB', false))
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
}

/** CPU is taken from the moment at which every stream runs, so that requests are no part of it. */
const slow: Measure = {
  name: 'slow',
  rounds: 7,
  async take({ client, running, answer }, { slowEvents }) {
    await answer({ way: 'slow', events: slowEvents, interval: slowInterval })
    const delays: number[] = []
    let begun = 0
    let counted = 0
    let before: Promise<number> | undefined
    const listen = () => {
      let isNew = true
      return (bytes: Buffer) => {
        const now = process.hrtime.bigint()
        for (const [, sent] of bytes.toString('latin1').matchAll(/@(\d+)@/g)) {
          delays.push(Number(now - BigInt(sent ?? 0)) / 1e6)
          if (before) counted += 1
          if (isNew && ++begun === slowStreams && running) before = running.usage().then(({ cpu }) => cpu)
          isNew = false
        }
      }
    }
    await Promise.all(Array.from({ length: slowStreams }, () => client.ask(body('1 KB', true), listen())))
    if (delays.length !== slowStreams * slowEvents) throw new Error('events of slow streams were lost')
    const cpu = running && before && (await running.usage()).cpu - (await before)
    return defined({
      'slow delay': delays,
      'cpu event slow': cpu === undefined || counted === 0 ? undefined : cpu / counted,
    })
  },
}

const pacedEvents = 200
/** Milliseconds. */
const pacedInterval = 5

/** One stream at the pace of a model: how much of its time the program is at work. */
const paced: Measure = {
  name: 'paced',
  rounds: 5,
  async take({ client, running, answer }) {
    await answer({ way: 'slow', events: pacedEvents, interval: pacedInterval })
    let milliseconds = 0
    const cpu = await cpuOf(running, async () => {
      milliseconds = (await client.ask(body('1 KB', true))).milliseconds
    })
    return defined({ 'paced share': cpu === undefined ? undefined : cpu / 1_000 / milliseconds })
  },
}

/** In this process, and so under the name of the one that starts none. */
const scan: Measure = {
  name: 'scan',
  take: async ({ launch }) => (launch ? {} : scanFigures()),
}

const packed: Measure = {
  name: 'packed',
  rounds: 1,
  take: async ({ launch }) => (launch ? {} : { 'packed share': await packedShare() }),
}

const council: Measure = {
  name: 'council',
  rounds: 3,
  take: async ({ launch }) => (launch ? {} : councilFigures()),
}

const list: Measure = {
  name: 'list',
  rounds: 1,
  take: async ({ launch, folder }) => (launch ? {} : listFigures(folder)),
}

/** Milliseconds after the start at which memory is called at rest. */
const rest = 800

const startUp: Measure = {
  name: 'start',
  rounds: 5,
  take: site =>
    withFresh(site, async running => {
      await new Promise(resolve => setTimeout(resolve, rest))
      const { memory } = await running.usage()
      return { start: running.startedAfter, 'memory rest': memory / 2 ** 20 }
    }),
}

const memory: Measure = {
  name: 'memory',
  rounds: 3,
  take: (site, amounts) =>
    withFresh(site, async running => {
      await site.answer({ way: 'whole', events: 0, interval: 0 })
      const client = new Client(running.url)
      try {
        await flood(client, amounts.memory, 16)
      } finally {
        client.close()
      }
      return { 'memory after': (await running.usage()).memory / 2 ** 20 }
    }),
}

async function withFresh(
  { launch, upstream, folder }: Site,
  work: (running: Running) => Promise<Figures>,
): Promise<Figures> {
  if (!launch) return {}
  const running = await start(port => launch(port, upstream), folder)
  try {
    return await work(running)
  } finally {
    await running.stop()
  }
}

export const measures: readonly Measure[] = [
  ...(Object.keys(bodySizes) as BodySize[]).map(requests),
  turns,
  first,
  streams('burst', ({ bursts }) => bursts),
  streams('each', ({ singles }) => singles),
  rate,
  slow,
  paced,
  scan,
  packed,
  council,
  list,
  startUp,
  memory,
]

/** Microseconds of CPU time that a contender spends meanwhile. */
async function cpuOf(running: Running | undefined, work: () => Promise<void>): Promise<number | undefined> {
  const before = await running?.usage()
  await work()
  const after = await running?.usage()
  return before && after && after.cpu - before.cpu
}

const defined = (figures: Readonly<Record<string, Figures[string] | undefined>>): Figures =>
  Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )

import { expect } from 'chai'
import { emptyUsage } from '../../../src/anthropic/message.ts'
import { RecordingError } from '../../../src/recording/recording-error.ts'
import type { Job, Result } from '../../../src/recording/replay/job.ts'
import { type Progress, type RunOptions, runReplay } from '../../../src/recording/replay/run.ts'
import { messageOf } from '../../support/gateway.ts'
import { answeredSide, jobOf, resultOf } from '../../support/replays.ts'

const usage = { ...emptyUsage, input_tokens: 100, output_tokens: 10 }

const resultFor = (job: Job, dollars?: number): Result =>
  resultOf(
    answeredSide(messageOf('x')),
    answeredSide(
      { ...messageOf('x'), usage },
      dollars === undefined ? {} : { cost: { dollars, uncached: dollars } },
    ),
    job,
  )

const jobs = (count: number, more: Partial<Job> = {}): Job[] =>
  Array.from({ length: count }, (_, index) => jobOf({ round: index + 1, ...more }))

/** A clock that jumps to where somebody wants to wait. */
function jumpingClock() {
  let time = 0
  return {
    now: () => time,
    sleep: async (milliseconds: number) => {
      time += milliseconds
    },
  }
}

const run = (options: Partial<RunOptions> & Pick<RunOptions, 'jobs'>) =>
  runReplay({
    perform: async job => resultFor(job, 0.01),
    concurrency: 1,
    stop: new AbortController().signal,
    clock: jumpingClock(),
    ...options,
  })

/** Jobs that end when they are told to. */
function heldJobs() {
  const ends: (() => void)[] = []
  const perform = (job: Job): Promise<Result> =>
    new Promise(resolve => ends.push(() => resolve(resultFor(job, 0.01))))
  return { ends, perform }
}

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

describe('a run of jobs', () => {
  it('sends each once', async () => {
    const sent: number[] = []
    const { results, left, notRun } = await run({
      jobs: jobs(3),
      perform: async job => {
        sent.push(job.round)
        return resultFor(job)
      },
    })
    expect(sent).to.deep.equal([1, 2, 3])
    expect(results).to.have.length(3)
    expect([...left, ...notRun]).to.deep.equal([])
  })
  it('has as many on the way as it may, and no more', async () => {
    const { ends, perform } = heldJobs()
    const running = run({ jobs: jobs(5), perform, concurrency: 2 })
    await turn()
    expect(ends).to.have.length(2)
    ends[0]?.()
    await turn()
    expect(ends).to.have.length(3)
    for (let at = 1; at < 5; at += 1) {
      ends[at]?.()
      await turn()
    }
    expect((await running).results).to.have.length(5)
  })
  it('keeps to a rate', async () => {
    const clock = jumpingClock()
    const starts: number[] = []
    const perform = async (job: Job) => {
      starts.push(clock.now())
      return resultFor(job)
    }
    await run({ jobs: jobs(4), perform, clock, perMinute: 30 })
    expect(starts).to.deep.equal([0, 2_000, 4_000, 6_000])
  })
  it('says how far it is, with every result', async () => {
    const seen: (Progress & { readonly news: boolean })[] = []
    await run({ jobs: jobs(2), onProgress: (now, news) => seen.push({ ...now, news: news !== undefined }) })
    expect(seen.map(({ done, running, news }) => [done, running, news])).to.deep.equal([
      [0, 1, false],
      [1, 0, true],
      [1, 1, false],
      [2, 0, true],
    ])
    expect(seen.at(-1)).to.include({ all: 2, dollars: 0.02, tokens: 220 })
  })
  it('goes on where one cannot be sent, and says why', async () => {
    const { results, notRun } = await run({
      jobs: jobs(3),
      perform: async job => {
        if (job.round === 2) throw new RecordingError('blob 7 is missing')
        return resultFor(job)
      },
    })
    expect(results.map(({ job }) => job.round)).to.deep.equal([1, 3])
    expect(notRun.map(({ job, reason }) => [job.round, reason])).to.deep.equal([[2, 'blob 7 is missing']])
  })
  it('ends with any other failure, when what is on its way has come home', async () => {
    const { ends, perform } = heldJobs()
    const sent: number[] = []
    const running = run({
      jobs: jobs(4),
      concurrency: 2,
      perform: async job => {
        sent.push(job.round)
        if (job.round === 2) throw new Error('the disk is full')
        return perform(job)
      },
    }).catch((error: Error) => error.message)
    await turn()
    ends[0]?.()
    expect(await running).to.equal('the disk is full')
    expect(sent).to.deep.equal([1, 2])
  })
})

describe('a run that is stopped', () => {
  it('sends nothing more, and waits for what is on its way', async () => {
    const { ends, perform } = heldJobs()
    const stop = new AbortController()
    const running = run({ jobs: jobs(4), perform, concurrency: 2, stop: stop.signal })
    await turn()
    stop.abort()
    for (const end of ends) end()
    const { results, left, stoppedBy } = await running
    expect(results).to.have.length(2)
    expect(left.map(({ round }) => round)).to.deep.equal([3, 4])
    expect(stoppedBy).to.equal('signal')
  })
  it('is not called stopped where everything was sent', async () => {
    const stop = new AbortController()
    const perform = async (job: Job) => {
      stop.abort()
      return resultFor(job)
    }
    expect(await run({ jobs: jobs(1), perform, stop: stop.signal })).not.to.have.property('stoppedBy')
  })
})

describe('a limit', () => {
  it('of dollars is kept by what the next one is expected to cost', async () => {
    const { results, left, stoppedBy } = await run({ jobs: jobs(5), limits: { dollars: 0.035 } })
    expect([results.length, left.length, stoppedBy]).to.deep.equal([3, 2, 'limit'])
  })
  it('counts what is on its way', async () => {
    const { ends, perform } = heldJobs()
    const running = run({ jobs: jobs(5), perform, concurrency: 5, limits: { dollars: 0.025 } })
    await turn()
    expect(ends).to.have.length(2)
    for (const end of ends) end()
    expect((await running).left).to.have.length(3)
  })
  it('goes on where an answer cost less than was feared', async () => {
    const perform = async (job: Job) => resultFor(job, 0.001)
    const { results } = await run({ jobs: jobs(5), perform, limits: { dollars: 0.015 } })
    expect(results).to.have.length(5)
  })
  it('takes the expected cost where the real one is not known', async () => {
    const perform = async (job: Job) => resultFor(job)
    const { results } = await run({ jobs: jobs(5), perform, limits: { dollars: 0.025 } })
    expect(results).to.have.length(2)
  })
  it('of tokens counts both ways', async () => {
    const { results, stoppedBy } = await run({ jobs: jobs(5), limits: { tokens: 250 } })
    expect([results.length, stoppedBy]).to.deep.equal([2, 'limit'])
  })
  it('that is too small for anything sends nothing', async () => {
    const { results, left } = await run({ jobs: jobs(2), limits: { tokens: 5 } })
    expect([results.length, left.length]).to.deep.equal([0, 2])
  })
})

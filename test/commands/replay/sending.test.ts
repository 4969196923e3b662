import { Writable } from 'node:stream'
import { expect } from 'chai'
import { Output } from '../../../src/commands/replay/output.ts'
import { limitsOf, type SendingParts, sendAll } from '../../../src/commands/replay/sending.ts'
import { LiveExchange } from '../../../src/core/live-exchange.ts'
import type { Plan } from '../../../src/recording/replay/plan.ts'
import type { ResultWriter } from '../../../src/recording/replay/result-file.ts'
import { messageOf } from '../../support/gateway.ts'
import { jobOf } from '../../support/replays.ts'

/** Sends three jobs, one after the other, to nobody. */
async function sent(writer: ResultWriter | undefined, more: Partial<SendingParts['flags']> = {}) {
  const rows: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      rows.push(String(chunk))
      done()
    },
  })
  const answer = async () => ({
    exchange: new LiveExchange({ source: 'replay', bytes: Buffer.from('{}') }),
    outcome: { kind: 'answered', message: messageOf('Hi') },
  })
  const plan = { jobs: [1, 2, 3].map(round => jobOf({ round })), skipped: [] } as unknown as Plan
  const end = await sendAll({
    flags: { concurrency: 1, ...more },
    plan,
    stage: {} as SendingParts['stage'],
    sender: { sendThrough: () => answer } as unknown as SendingParts['sender'],
    progress: {
      show: () => {},
      aside: () => {},
      end: () => {},
      ...(writer ? {} : { aside: work => work() }),
    },
    writer,
    output: new Output(stream),
  })
  return { ...end, rows }
}

describe('a plan that is carried out', () => {
  it('prints a row for each result', async () => {
    const { end, loss, rows } = await sent(undefined)
    expect([end.results.length, loss]).to.deep.equal([3, undefined])
    expect(rows).to.have.length(3)
    expect(rows[0]).to.contain('same')
    expect(JSON.parse((await sent(undefined, { json: true })).rows[2] ?? '')).to.include({ type: 'result' })
  })
  it('sends no more once results cannot be written; the answer that is there counts', async () => {
    let isClosed = false
    const { end, loss } = await sent({
      write: async () => {
        throw new Error('ENOSPC: no space left on device')
      },
      close: async () => {
        isClosed = true
      },
    })
    expect([end.results.length, end.left.length, end.stoppedBy]).to.deep.equal([1, 2, 'signal'])
    expect(loss).to.deep.equal({ answers: 1, reason: 'ENOSPC: no space left on device' })
    expect(isClosed).to.equal(true)
  })
  it('keeps to the limits of its flags', () => {
    expect(limitsOf({ maxCost: 2, maxTokens: 5 })).to.deep.equal({ dollars: 2, tokens: 5 })
    expect(limitsOf({})).to.deep.equal({})
  })
})

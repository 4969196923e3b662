import { expect } from 'chai'
import { OverloadedError } from '../../../src/anthropic/errors.ts'
import type { Outcome } from '../../../src/core/exchange.ts'
import { LiveExchange } from '../../../src/core/live-exchange.ts'
import { RecordingError } from '../../../src/recording/recording-error.ts'
import { perform, type Send } from '../../../src/recording/replay/perform.ts'
import type { Repeated } from '../../../src/recording/replay/result-file.ts'
import { messageOf, requestOf } from '../../support/gateway.ts'
import { callingMessage, jobOf, recordedExchange } from '../../support/replays.ts'

const sending =
  (outcome: Outcome, sent: Buffer[] = []): Send =>
  async (_, bytes) => {
    sent.push(bytes)
    return { exchange: new LiveExchange({ bytes }), outcome, cost: { dollars: 1, uncached: 1 } }
  }

describe('the performance of a job', () => {
  it('sends the recorded request, and compares the answer with the recorded one', async () => {
    const sent: Buffer[] = []
    const send = sending({ kind: 'answered', message: messageOf('Hi') }, sent)
    const { recorded, replayed, comparison } = await perform(jobOf(), { send, patches: [] })
    expect(JSON.parse(String(sent[0]))).to.deep.equal(requestOf('hello'))
    expect(recorded.timing?.total).to.equal(500)
    expect(replayed).to.deep.include({ outcome: 'answered', cost: { dollars: 1, uncached: 1 } })
    expect(comparison.verdict).to.equal('same')
  })
  it('has the failure where there is no answer', async () => {
    const send = sending({ kind: 'failed', error: new OverloadedError('busy'), message: undefined })
    const { replayed, comparison } = await perform(jobOf(), { send, patches: [] })
    expect(replayed.error).to.deep.equal({ type: 'overloaded_error', message: 'busy' })
    expect(comparison.verdict).to.equal('error')
  })
  it('checks tool calls by the tools of the recorded request', async () => {
    const tools = [{ name: 'Bash', input_schema: { type: 'object', required: ['command'] } }]
    const source = recordedExchange({ request: requestOf('hello', { tools }) })
    const send = sending({ kind: 'answered', message: callingMessage([['Bash', {}]]) })
    const { comparison } = await perform(jobOf({ source }), { send, patches: [] })
    expect(comparison.schemaFaults).to.have.length(1)
  })
  it('writes the answer down with the request as it went out', async () => {
    const written: Repeated[] = []
    const writer = {
      write: async (_: unknown, one: Repeated) => void written.push(one),
      close: async () => {},
    }
    const send = sending({ kind: 'answered', message: messageOf('Hi') })
    await perform(jobOf(), { send, patches: [{ path: ['temperature'], value: 0 }], writer })
    expect(JSON.parse(String(written[0]?.request))).to.deep.equal({ ...requestOf('hello'), temperature: 0 })
  })
  it('sends nothing of what is damaged', async () => {
    const sent: Buffer[] = []
    const send = sending({ kind: 'answered', message: messageOf('Hi') }, sent)
    const answer = { rope: ['{'], bytes: 1, crc: 0 }
    const job = jobOf({ source: recordedExchange({ end: { answer } }) })
    const thrown = await perform(job, { send, patches: [] }).catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(RecordingError)
    expect(sent).to.deep.equal([])
  })
})

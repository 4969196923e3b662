import { expect } from 'chai'
import { RecordingError } from '../../../src/recording/recording-error.ts'
import {
  isDifferent,
  recordedWire,
  wireBody,
  wireDifference,
} from '../../../src/recording/replay/wire-difference.ts'
import type { RecordedAttempt } from '../../../src/recording/schema.ts'
import { requestOf } from '../../support/gateway.ts'
import { packedPlainly } from '../../support/recordings.ts'
import { recordedExchange } from '../../support/replays.ts'

const attempt = (more: Partial<RecordedAttempt>): RecordedAttempt => ({
  number: 1,
  backend: 'work',
  model: 'gpt-5',
  time: '2026-11-26T10:00:00.000Z',
  method: 'POST',
  url: 'https://llm.example/v1/chat/completions',
  ...more,
})

const sourceWith = (...attempts: readonly RecordedAttempt[]) => recordedExchange({ end: { attempts } })

describe('what was sent when it was recorded', () => {
  it('is the body of the first send', async () => {
    const body = { model: 'gpt-5', messages: [] }
    const source = sourceWith(attempt({ sent: packedPlainly(body) }), attempt({ number: 2, sent: 'client' }))
    expect(await recordedWire(source)).to.deep.equal({ url: attempt({}).url, model: 'gpt-5', body })
  })
  it('is the client’s own with the model that was chosen, where that was sent on', async () => {
    const wire = await recordedWire(sourceWith(attempt({ sent: 'client', model: 'claude-x' })))
    expect(wire?.body).to.deep.equal({ ...requestOf('hello'), model: 'claude-x' })
  })
  it('is not known where no send was recorded, or not its body', async () => {
    expect(await recordedWire(sourceWith())).to.equal(undefined)
    expect(await recordedWire(sourceWith(attempt({})))).to.equal(undefined)
  })
  it('is damaged where it is no JSON', async () => {
    const sent = { rope: ['{'], bytes: 1, crc: 0 }
    const thrown = await recordedWire(sourceWith(attempt({ sent }))).catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(RecordingError)
  })
})

describe('the difference to what would be sent today', () => {
  const wire = { url: 'https://llm.example/v1/chat/completions', model: 'gpt-5', body: { a: 1 } }

  it('is none where everything is alike; queries do not count', () => {
    const found = wireDifference(wire, { ...wire, url: `${wire.url}?api-version=1` })
    expect(found).to.deep.equal({ body: [] })
    expect(isDifferent(found)).to.equal(false)
  })
  it('names url, model and body', () => {
    const found = wireDifference(wire, { url: 'https://other.example/v1', model: 'gpt-6', body: { a: 2 } })
    expect(found.url).to.deep.equal([wire.url, 'https://other.example/v1'])
    expect(found.model).to.deep.equal(['gpt-5', 'gpt-6'])
    expect(found.body.map(({ pointer }) => pointer)).to.deep.equal(['/a'])
    expect(isDifferent(found)).to.equal(true)
  })
  it('takes a body as it would be on the wire', () => {
    const body = wireBody({ method: 'POST', url: '', headers: {}, body: { a: undefined, b: new Date(0) } })
    expect(body).to.deep.equal({ b: '1970-01-01T00:00:00.000Z' })
    expect(wireBody({ method: 'GET', url: '', headers: {}, body: undefined })).to.equal(undefined)
  })
})

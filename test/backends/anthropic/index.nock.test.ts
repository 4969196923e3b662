import { expect } from 'chai'
import nock from 'nock'
import { type AnthropicOptions, anthropic } from '../../../src/backends/anthropic/index.ts'
import { batchesOf } from '../../../src/core/batch.ts'
import type { Credentials } from '../../../src/core/credentials.ts'
import { silentLog } from '../../../src/core/log.ts'
import { createWire, type Wire } from '../../../src/wire/http.ts'
import { makeCall } from '../../support/call.ts'
import { failureOf } from '../../support/failure.ts'
import { textFrames } from '../../support/strict/anthropic-answers.ts'

const body = '{"model":"claude-sonnet-5-5", "max_tokens":1,"stream":true,"messages":[]}'
const oauth = { authorization: 'Bearer sk-ant-oat01-canary' }
const sse = { 'content-type': 'text/event-stream' }

describe('the anthropic backend on real host names', () => {
  let wire: Wire

  before(() => nock.disableNetConnect())
  after(() => {
    nock.enableNetConnect()
    nock.restore()
  })
  beforeEach(() => {
    wire = createWire()
  })
  afterEach(() => {
    wire.close()
    nock.cleanAll()
  })

  const ask = async (options: AnthropicOptions, credentials?: Credentials): Promise<string> => {
    const backend = anthropic(options)({ name: 'claude', wire, log: silentLog })
    const call = makeCall({ query: 'beta=true', ...(credentials && { credentials }) })
    const stream = backend.forward?.({ bytes: Buffer.from(body), model: 'm', stream: true }, call)
    let text = ''
    if (stream) for await (const batch of batchesOf(stream)) text += batch.frames
    return text
  }

  it('goes to api.anthropic.com over TLS with the client’s own credentials, both headers if both came', async () => {
    const credentials = { ...oauth, 'x-api-key': 'sk-ant-api03-canary' }
    const upstream = nock('https://api.anthropic.com', { reqheaders: credentials })
      .post('/v1/messages?beta=true', text => JSON.stringify(text) === JSON.stringify(JSON.parse(body)))
      .reply(200, textFrames().join(''), sse)
    expect(await ask({}, credentials)).to.equal(textFrames().join(''))
    upstream.done()
  })

  it('sends nothing of the client’s to a host that nobody trusts', async () => {
    const seen: unknown[] = []
    nock('https://llm.example')
      .post('/anthropic/v1/messages?beta=true')
      .reply(function reply() {
        seen.push(this.req.headers)
        return [200, textFrames().join(''), sse]
      })
    const elsewhere = { baseUrl: 'https://llm.example/anthropic' }
    expect(await failureOf(ask(elsewhere, oauth))).to.include({ type: 'authentication_error' })
    expect(seen, 'nothing is sent at all').to.deep.equal([])
    await ask({ ...elsewhere, apiKey: 'configured' }, oauth)
    expect(JSON.stringify(seen)).to.contain('configured').and.not.contain('canary')
  })

  it('asks nobody where there are no credentials', async () => {
    const upstream = nock('https://api.anthropic.com').post('/v1/messages?beta=true').reply(200, '{}')
    expect(await failureOf(ask({}))).to.include({ type: 'authentication_error', shouldRetry: false })
    expect(upstream.isDone()).to.equal(false)
  })
})

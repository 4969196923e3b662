import { expect } from 'chai'
import {
  AuthenticationError,
  type ErrorBody,
  InvalidRequestError,
  OverloadedError,
} from '../../src/anthropic/errors.ts'
import { requestOf } from '../support/gateway.ts'
import { closeServers, postMessages, serve } from '../support/server.ts'

afterEach(closeServers)

const failingWith = (error: unknown) => ({
  // biome-ignore lint/correctness/useYield: the failure is the stream
  source: async function* () {
    throw error
  },
})

describe('an error', () => {
  it("leaves in the API's shape with the id of the request (case 116)", async () => {
    const { url } = await serve(failingWith(new OverloadedError('busy')))
    const answer = await postMessages(url, requestOf('hi'))
    expect(answer.status).to.equal(529)
    expect(answer.headers.get('content-type')).to.equal('application/json')
    const body = (await answer.json()) as ErrorBody
    expect(body).to.deep.equal({
      type: 'error',
      error: { type: 'overloaded_error', message: 'busy' },
      request_id: answer.headers.get('request-id'),
    })
  })

  it("is the upstream's own bytes where it kept them", async () => {
    const raw = {
      status: 429,
      headers: { 'retry-after': '9', 'request-id': 'up_1', connection: 'close' },
      body: Buffer.from('{"odd": true }'),
    }
    const { url } = await serve(failingWith(new OverloadedError('busy', { raw })))
    const answer = await postMessages(url, requestOf('hi'))
    expect(answer.status).to.equal(429)
    expect(answer.headers.get('retry-after')).to.equal('9')
    expect(answer.headers.get('request-id')).to.equal('up_1')
    expect(await answer.text()).to.equal('{"odd": true }')
  })

  it('tells the client not to retry what a retry cannot mend, and else lets it decide', async () => {
    const retried = async (error: Error) => {
      const { url } = await serve(failingWith(error))
      return (await postMessages(url, requestOf('hi'))).headers.get('x-should-retry')
    }
    expect(await retried(new InvalidRequestError('no'))).to.equal('false')
    expect(await retried(new AuthenticationError('no'))).to.equal('false')
    expect(await retried(new OverloadedError('busy'))).to.equal(null)
    expect(await retried(new OverloadedError('busy', { shouldRetry: true }))).to.equal('true')
  })

  it('never shows a stack, not even of a failure nobody foresaw', async () => {
    const { url } = await serve(failingWith(new TypeError('x is not a function')))
    const answer = await postMessages(url, requestOf('hi'))
    expect(answer.status).to.equal(500)
    expect(await answer.text())
      .to.contain('x is not a function')
      .and.not.contain('    at ')
  })
})

describe('a request that is refused before it is an exchange', () => {
  it('is a line in the log: a wrong key or host name would else leave nothing to see', async () => {
    const { url, lines } = await serve({ settings: { clientKey: 'right' } })
    await postMessages(url, requestOf('hi'), { 'x-api-key': 'wrong' })
    expect(lines).to.deep.equal([
      'warn: 401 POST /v1/messages: invalid x-api-key: this proxy wants its own client key',
    ])
  })

  it('is none where the monitor has one for the exchange', async () => {
    const { url, lines } = await serve(failingWith(new OverloadedError('busy')))
    const answer = await postMessages(url, requestOf('hi'))
    expect(answer.headers.get('x-claudecodex-model')).to.equal('scripted:model-1')
    expect(answer.statusText).to.equal('Overloaded')
    expect(lines).to.deep.equal([])
  })
})

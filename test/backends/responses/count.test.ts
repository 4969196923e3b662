import { expect } from 'chai'
import { InputCount } from '../../../src/backends/responses/count.ts'
import type { ResponsesRequest } from '../../../src/backends/responses/types.ts'
import { Host } from '../../../src/backends/shared/host.ts'
import { createWire } from '../../../src/wire/http.ts'
import { makeCall } from '../../support/call.ts'
import { chatError, chatJson } from '../../support/strict/openai-answers.ts'
import { type ResponsesServer, startResponsesServer } from '../../support/strict/responses-server.ts'

const request: ResponsesRequest = {
  model: 'gpt-5.6-sol',
  input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }],
  store: false,
  include: ['reasoning.encrypted_content'],
  stream: true,
  max_output_tokens: 100,
}

describe('the count of the Responses API', () => {
  let server: ResponsesServer
  const wire = createWire()
  const countAt = (address: string) =>
    new InputCount(new Host({ name: 'work', baseUrl: address, apiKey: 'sk-test', wire }))
  beforeEach(async () => {
    server = await startResponsesServer()
  })
  afterEach(() => server.close())
  after(() => wire.close())

  it('is asked for with nothing but what it takes', async () => {
    expect(await countAt(server.baseUrl).of(request, makeCall())).to.equal(321)
    expect(server.violations).to.deep.equal([])
  })

  it('is not asked for again where there is none for a model', async () => {
    const count = countAt(server.baseUrl)
    server.answer(chatError({ status: 404, message: 'Not Found' }))
    for (let times = 0; times < 2; times++) expect(await count.of(request, makeCall())).to.equal(undefined)
    expect(await count.of({ ...request, model: 'gpt-5.4' }, makeCall())).to.equal(321)
    expect(server.received).to.have.lengthOf(2)
  })

  it('is asked for again after a failure that passes', async () => {
    const count = countAt(server.baseUrl)
    server.answer(
      chatError({ status: 429, message: 'Slow down' }),
      { status: 200, pieces: ['oops'] },
      chatJson({ input_tokens: -1 }),
    )
    for (let times = 0; times < 3; times++) expect(await count.of(request, makeCall())).to.equal(undefined)
    expect(await count.of(request, makeCall())).to.equal(321)
  })

  it('is missing where nobody can be reached, and a failure where the client has left', async () => {
    expect(await countAt('http://127.0.0.1:9/v1').of(request, makeCall())).to.equal(undefined)
    const left = makeCall({ signal: AbortSignal.abort(new Error('gone')) })
    const outcome = await countAt(server.baseUrl)
      .of(request, left)
      .catch(() => 'failed')
    expect(outcome).to.equal('failed')
  })
})

import { expect } from 'chai'
import type { TokenCount } from '../../src/core/backend.ts'
import { backendOf, saying } from '../support/gateway.ts'
import { closeServers, plain, serve } from '../support/server.ts'

afterEach(closeServers)

const counting = (count: TokenCount) =>
  serve({ backend: backendOf(saying('x'), { countTokens: async () => count }) })
const count = async (url: string, body: object) =>
  plain(`${url}/v1/messages/count_tokens?beta=true`, { method: 'POST', body: JSON.stringify(body) })

describe('POST /v1/messages/count_tokens', () => {
  const body = { model: 'm', messages: [{ role: 'user', content: 'foo' }], tools: [] }

  it('needs no max_tokens, and says when the number is an estimate', async () => {
    const { url } = await counting({ inputTokens: 12, estimated: true })
    const answer = await count(url, body)
    expect(answer.status).to.equal(200)
    expect(answer.headers['x-claudecodex-estimated']).to.equal('true')
    expect(JSON.parse(answer.text)).to.deep.equal({ input_tokens: 12 })
  })

  it("passes an upstream's own answer on as it is", async () => {
    const { url } = await counting({
      inputTokens: 5,
      estimated: false,
      body: Buffer.from('{ "input_tokens":5,"odd":1}'),
    })
    const answer = await count(url, body)
    expect(answer.text).to.equal('{ "input_tokens":5,"odd":1}')
    expect(answer.headers['x-claudecodex-estimated']).to.equal(undefined)
  })

  it('names the field that is wrong', async () => {
    const { url } = await counting({ inputTokens: 5, estimated: true })
    const answer = await count(url, { model: 'm' })
    expect(answer.status).to.equal(400)
    expect(answer.text).to.contain('messages: ')
  })
})

import { expect } from 'chai'
import type { ModelInfo } from '../../src/core/backend.ts'
import { backendOf, saying } from '../support/gateway.ts'
import { closeServers, plain, serve } from '../support/server.ts'

afterEach(closeServers)

const list: readonly ModelInfo[] = ['claude-a', 'openai/gpt-5.1', 'ollama:qwen3:8b'].map(id => ({
  id,
  contextWindow: 1000,
}))
const listing = () => serve({ backend: backendOf(saying('x'), { native: true, models: async () => list }) })
const ids = (page: { data: { id: string }[] }) => page.data.map(({ id }) => id)

describe('GET /v1/models (case 122)', () => {
  it("lists in the API's shape, with every field that SDKs declare", async () => {
    const { url } = await listing()
    const page = JSON.parse((await plain(`${url}/v1/models?limit=1000`)).text)
    expect(ids(page)).to.deep.equal(list.map(({ id }) => id))
    expect(page).to.include({ has_more: false, first_id: 'claude-a', last_id: 'ollama:qwen3:8b' })
    expect(page.data[0]).to.include({ type: 'model', display_name: 'claude-a', max_input_tokens: 1000 })
    expect(new Date(page.data[0].created_at).getTime()).to.be.a('number').and.not.NaN
  })

  it('pages forwards and backwards', async () => {
    const { url } = await listing()
    const page = async (query: string) => JSON.parse((await plain(`${url}/v1/models?${query}`)).text)
    const first = await page('limit=2')
    expect(ids(first)).to.deep.equal(['claude-a', 'openai/gpt-5.1'])
    expect(first.has_more).to.equal(true)
    expect(ids(await page('limit=2&after_id=openai/gpt-5.1'))).to.deep.equal(['ollama:qwen3:8b'])
    const before = await page('limit=1&before_id=ollama:qwen3:8b')
    expect(ids(before)).to.deep.equal(['openai/gpt-5.1'])
    expect(before.has_more).to.equal(true)
  })

  it('refuses a limit that is none', async () => {
    const { url } = await listing()
    expect((await plain(`${url}/v1/models?limit=0`)).status).to.equal(400)
  })

  it('finds one by its id, with slashes, colons and escapes', async () => {
    const { url } = await listing()
    for (const [path, id] of [
      ['openai/gpt-5.1', 'openai/gpt-5.1'],
      ['openai%2Fgpt-5.1', 'openai/gpt-5.1'],
      ['ollama:qwen3:8b/', 'ollama:qwen3:8b'],
    ]) {
      expect(JSON.parse((await plain(`${url}/v1/models/${path}`)).text).id).to.equal(id)
    }
  })

  it('names the known ones where there is no such model', async () => {
    const { url } = await listing()
    const { status, text } = await plain(`${url}/v1/models/nothing`)
    expect(status).to.equal(404)
    expect(text).to.contain('claude-a')
  })

  it('names the nearest of many', async () => {
    const models = Array.from({ length: 100 }, (_, index) => ({ id: `model-${index}` }))
    const { url } = await serve({
      backend: backendOf(saying('x'), { native: true, models: async () => models }),
    })
    const { text } = await plain(`${url}/v1/models/model-77x`)
    expect(JSON.parse(text).error.message).to.match(
      /^model: model-77x; of 100 .* are model-77, (model-\d+, ){8}model-\d+$/,
    )
  })
})

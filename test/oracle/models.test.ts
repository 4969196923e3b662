import { expect } from 'chai'
import type { ModelInfo } from '../../src/core/backend.ts'
import { given, type OracleProxy, startOracleProxy } from './proxy.ts'
import { clientOf, sdks } from './sdks.ts'

const ids = [
  'claude-sonnet-5-5',
  'openai/gpt-oss-120b',
  'qwen3:8b',
  'us.anthropic.claude-haiku-4-5-20251001-v1:0',
  'moonshotai/kimi-k2:free',
  ...Array.from({ length: 45 }, (_, index) => `model-${index}`),
]
const known: readonly ModelInfo[] = ids.map((id, index) => ({
  id,
  ...(index === 0 && { displayName: 'Claude Sonnet 5.5', contextWindow: 1_000_000, maxOutput: 128_000 }),
}))

for (const sdk of sdks) {
  describe(`the list of models as ${sdk.name} reads it`, () => {
    let proxy: OracleProxy
    before(async () => {
      const lister = given({
        // biome-ignore lint/correctness/useYield: this backend only lists its models
        stream: async function* () {
          throw new Error('no message is asked for here')
        },
        native: true,
        models: async () => known,
      })
      proxy = await startOracleProxy({ backends: { lister } })
    })
    after(() => proxy.close())

    it('case 122: limit=1000 gives every model in one page, with a date that is a text', async () => {
      const page = await clientOf(sdk, proxy.url).models.list({ limit: 1000 })
      expect(page.data.map(model => model.id)).to.deep.equal(ids)
      expect(page).to.include({ has_more: false, first_id: ids[0], last_id: ids.at(-1) })
      for (const model of page.data) {
        expect(model.type).to.equal('model')
        expect(model.display_name).to.be.a('string').that.is.not.empty
        expect(model.created_at).to.be.a('string')
        expect(Number.isNaN(Date.parse(model.created_at)), model.created_at).to.equal(false)
      }
      expect(page.data[0]).to.include({
        display_name: 'Claude Sonnet 5.5',
        max_input_tokens: 1_000_000,
        max_tokens: 128_000,
      })
    })

    it('case 122: the pages follow each other without a gap or a repetition', async () => {
      const seen: string[] = []
      for await (const model of clientOf(sdk, proxy.url).models.list({ limit: 7 })) seen.push(model.id)
      expect(seen).to.deep.equal(ids)
    })

    it('case 122: a page before a model ends just ahead of it', async () => {
      const page = await clientOf(sdk, proxy.url).models.list({ limit: 3, before_id: 'model-10' })
      expect(page.data.map(model => model.id)).to.deep.equal(['model-7', 'model-8', 'model-9'])
      expect(page.has_more).to.equal(true)
    })

    it('case 122: a model is found by its id, slashes and colons included', async () => {
      const client = clientOf(sdk, proxy.url)
      for (const id of ids.slice(0, 5)) expect(await client.models.retrieve(id)).to.include({ id })
    })

    it('case 122: a model is found with its slash unencoded too', async () => {
      const response = await fetch(`${proxy.url}/v1/models/openai/gpt-oss-120b`)
      expect(await response.json()).to.include({ id: 'openai/gpt-oss-120b' })
    })

    it('case 122: an unknown model is a NotFoundError', async () => {
      const { NotFoundError } = sdk.Client
      const missing = await clientOf(sdk, proxy.url)
        .models.retrieve('nobody/knows:me')
        .catch((error: unknown) => error)
      expect(missing).to.be.instanceOf(NotFoundError)
    })
  })
}

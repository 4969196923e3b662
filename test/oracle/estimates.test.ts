import type Anthropic from '@anthropic-ai/sdk'
import { expect } from 'chai'
import { demo } from '../../src/backends/demo/index.ts'
import { type OracleProxy, startOracleProxy } from './proxy.ts'
import { clientOf, sdks } from './sdks.ts'

type Counted = Anthropic.MessageCountTokensParams

const question: Counted = {
  model: 'claude-sonnet-5-5',
  messages: [{ role: 'user', content: 'How many tokens does this sentence have?' }],
}

const tool: Anthropic.Tool = {
  name: 'look_up',
  description: 'Looks a word up in the dictionary and gives every meaning it has, with examples.',
  input_schema: {
    type: 'object',
    properties: { word: { type: 'string', description: 'The word to look up, in its basic form.' } },
    required: ['word'],
  },
}

const megabyteImage: Anthropic.ImageBlockParam = {
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgoA'.repeat(87_382).slice(0, 1 << 20) },
}

for (const sdk of sdks) {
  describe(`estimated token counts as ${sdk.name} asks for them`, () => {
    let proxy: OracleProxy
    let count: (request: Counted) => Promise<number>
    before(async () => {
      proxy = await startOracleProxy({ backends: { demo: demo({ pace: false }) } })
      const client = clientOf(sdk, proxy.url)
      count = async request => (await client.messages.countTokens(request)).input_tokens
    })
    after(() => proxy.close())

    it('case 121: no max_tokens is needed, and an empty list of tools is fine', async () => {
      expect(await count(question)).to.be.within(5, 60)
      expect(await count({ ...question, tools: [] })).to.equal(await count(question))
    })

    it('case 121: the same request counts the same every time', async () => {
      const counts = await Promise.all(
        Array.from({ length: 10 }, () => count({ ...question, tools: [tool] })),
      )
      expect(new Set(counts)).to.have.lengthOf(1)
    })

    it('case 121: tools, the system prompt and further turns all count', async () => {
      const plain = await count(question)
      expect(await count({ ...question, tools: [tool] })).to.be.above(plain + 30)
      expect(await count({ ...question, system: 'Answer in one word, and in French.' })).to.be.above(plain)
      const turns = [...question.messages, { role: 'assistant' as const, content: 'Nine, I should think.' }]
      expect(await count({ ...question, messages: turns })).to.be.above(plain)
    })

    it('case 121: an image of a megabyte counts below 3000 tokens', async () => {
      const messages = [{ role: 'user' as const, content: [megabyteImage] }]
      expect(await count({ ...question, messages })).to.be.within(50, 2999)
    })

    it('case 121: the answer is exactly input_tokens, and a header says that it is an estimate', async () => {
      const response = await clientOf(sdk, proxy.url).messages.countTokens(question).asResponse()
      expect(Object.keys((await response.json()) as object)).to.deep.equal(['input_tokens'])
      expect(response.headers.get('x-claudecodex-estimated')).to.equal('true')
    })

    it('case 121: a made-up model is counted too, never a 404', async () => {
      expect(await count({ ...question, model: 'claude-made-up-9' })).to.be.above(0)
    })
  })
}

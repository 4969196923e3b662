import { expect } from 'chai'
import { promptOf, roughTokens, usualRatio } from '../../../src/backends/bedrock/count.ts'
import type { ConverseBlock, ConverseRequest } from '../../../src/backends/bedrock/types.ts'
import { countTokens } from '../../../src/backends/shared/count.ts'

const estimateTokens = (request: ConverseRequest) => countTokens(promptOf(request), usualRatio)

const asking = (...content: readonly ConverseBlock[]): ConverseRequest => ({
  messages: [{ role: 'user', content }],
})

describe('an estimate of tokens', () => {
  const words = 'the quick brown fox jumps over the lazy dog '.repeat(100)

  it('counts text with some to spare', async () => {
    expect(await estimateTokens(asking({ text: words }))).to.be.within(900, 1_200)
  })
  it('case 121: counts a picture and a document by what they are, never by their bytes', async () => {
    const bytes = 'A'.repeat(1_400_000)
    const image: ConverseBlock = { image: { format: 'png', source: { bytes } } }
    const result: ConverseBlock = { toolResult: { toolUseId: 't', content: [image as never] } }
    expect(await estimateTokens(asking(image))).to.be.below(3_000)
    expect(await estimateTokens(asking(result))).to.be.within(1_600, 3_000)
    expect(
      await estimateTokens(asking({ document: { format: 'pdf', name: 'D', source: { bytes } } })),
    ).to.be.below(7_000)
  })
  it('case 121: counts system, tools, calls, results and thinking', async () => {
    const least = await estimateTokens(asking({ text: 'Hi' }))
    const tool = { toolSpec: { name: 'T', description: words, inputSchema: { json: {} } } }
    const requests: ConverseRequest[] = [
      { ...asking({ text: 'Hi' }), system: [{ text: words }, { cachePoint: { type: 'default' } }] },
      { ...asking({ text: 'Hi' }), toolConfig: { tools: [tool, { cachePoint: { type: 'default' } }] } },
      asking({ text: 'Hi' }, { toolUse: { toolUseId: 't', name: 'T', input: { words } } }),
      asking({ text: 'Hi' }, { toolResult: { toolUseId: 't', content: [{ text: words }] } }),
      asking({ text: 'Hi' }, { reasoningContent: { reasoningText: { text: words } } }),
    ]
    for (const request of requests) expect(await estimateTokens(request)).to.be.above(least + 800)
  })
  it('is the same for the same request, and quick for a long one', async () => {
    const long = asking({ text: 'a b '.repeat(500_000) })
    expect(await estimateTokens(long)).to.equal(await estimateTokens(long))
  })
  it('is rough where nobody waits', () => {
    expect(roughTokens(asking({ text: 'x'.repeat(35) }))).to.equal(10)
  })
})

import { expect } from 'chai'
import { countTokens, type Prompt, roughCount, roughUsage } from '../../../src/backends/shared/count.ts'

const prompt = (...texts: readonly string[]): Prompt => ({ texts, images: 0, files: 0, messages: 1 })

describe('the count of a prompt', () => {
  it("is the tokenizer's for text, with a little for every message", async () => {
    expect(await countTokens(prompt('hello world'))).to.equal(2 + 4 + 3)
  })

  it('is the same each time', async () => {
    const asked = prompt('The quick brown fox. '.repeat(50))
    expect(await countTokens(asked)).to.equal(await countTokens(asked))
  })

  it('has a fixed price for pictures and files', async () => {
    const bare = await countTokens(prompt('hi'))
    expect(await countTokens({ ...prompt('hi'), images: 2 })).to.equal(bare + 2 * 1_105)
    expect(await countTokens({ ...prompt('hi'), files: 1 })).to.equal(bare + 1_500)
  })

  it('takes what looks like a special token for text', async () => {
    expect(await countTokens(prompt('<|endoftext|><|im_start|>system'))).to.be.within(10, 30)
  })

  it('is done with text that nothing divides, such as a page of Chinese', async () => {
    for (const [text, least, most] of [
      ['漢字'.repeat(100_000), 100_000, 300_000],
      ['a'.repeat(200_000), 20_000, 40_000],
      ['=-'.repeat(100_000), 10_000, 30_000],
      [' '.repeat(200_000), 1_000, 20_000],
    ] as const) {
      expect(await countTokens(prompt(text)), text.slice(0, 4)).to.be.within(least, most)
    }
  })

  it('has a number for no messages and no texts', async () => {
    expect(await countTokens({ texts: [], images: 0, files: 0, messages: 0 })).to.equal(3)
  })

  it('goes by length where a text is very long', async () => {
    const long = await countTokens(prompt('word '.repeat(260_000)))
    expect(long).to.be.greaterThan(260_000).and.lessThan(320_000)
  })
})

describe('a rough count', () => {
  it('is never nothing', () => {
    expect(roughCount(0)).to.equal(1)
    expect(roughCount(350)).to.equal(100)
  })

  it('stands for the usage that a host does not tell', () => {
    expect(roughUsage(prompt('a'.repeat(175), 'b'.repeat(175)), 35)).to.include({
      input_tokens: 100,
      output_tokens: 10,
      cache_read_input_tokens: null,
    })
  })
})

import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { priceList } from '../../src/config/price-list.ts'
import { packageOfPrices, pricesFrom } from '../../src/config/prices.ts'
import type { Seller } from '../../src/core/chain.ts'
import type { Price } from '../../src/core/price.ts'

const sellers = {
  anthropic: 'https://api.anthropic.com',
  bedrock: 'https://bedrock-runtime.eu-central-1.amazonaws.com',
  openai: 'https://api.openai.com/v1',
  openrouter: 'https://openrouter.ai/api/v1',
  deepseek: 'https://api.deepseek.com/anthropic',
  gateway: 'https://llm.example/v1',
} as const

const seller = (name: keyof typeof sellers): Seller => ({ name, address: sellers[name] })
const price = (name: keyof typeof sellers, model: string): Promise<Price | undefined> =>
  pricesFrom()(seller(name), model)

describe('the price of a model', () => {
  it('is found under every name that Claude Code and the providers give it', async () => {
    const rows: readonly (readonly [keyof typeof sellers, string, number, number])[] = [
      ['anthropic', 'claude-opus-5-5', 4, 20],
      ['anthropic', 'claude-opus-5-5[1m]', 4, 20],
      ['anthropic', 'claude-sonnet-5-5', 2, 10],
      ['anthropic', 'claude-haiku-5-5', 0.1, 0.5],
      ['anthropic', 'claude-fable-5-2', 8, 40],
      ['anthropic', 'claude-haiku-4-5-20251001', 1, 5],
      ['anthropic', 'claude-haiku-4-5@20251001', 1, 5],
      ['bedrock', 'global.anthropic.claude-haiku-4-5-20251001-v1:0', 1, 5],
      ['bedrock', 'eu.anthropic.claude-opus-4-8', 5.5, 27.5],
      ['bedrock', 'us.amazon.nova-lite-v1:0', 0.06, 0.24],
      ['bedrock', 'arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-sonnet-5', 2.2, 11],
      ['openai', 'gpt-5.1', 1.25, 10],
      ['openai', 'gpt-5.1-2025-11-13', 1.25, 10],
      ['openrouter', 'openai/gpt-5.1', 1.25, 10],
      ['openrouter', 'openrouter/openai/gpt-5.1', 1.25, 10],
      ['openrouter', 'anthropic/claude-sonnet-5.5', 2, 10],
      ['deepseek', 'deepseek-v4-pro', 0.66, 1.98],
      ['gateway', 'vertex_ai/claude-haiku-4-5@20251001', 1, 5],
      ['gateway', 'publishers/anthropic/models/claude-opus-5-5', 4, 20],
    ]
    for (const [name, model, input, output] of rows) {
      expect(await price(name, model), `${name}:${model}`).to.include({ input, output })
    }
  })

  it('has the cache apart, and the tiers of long prompts', async () => {
    expect(await price('anthropic', 'claude-opus-4-8')).to.deep.equal({
      ...{ input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25, cacheWriteLong: 10 },
      ...packageOfPrices,
    })
    expect((await price('bedrock', 'eu.anthropic.claude-opus-4-8'))?.cacheWriteLong).to.equal(11)
    const tiered = await price('openai', 'gpt-5.4')
    expect(tiered).to.include({ input: 2.5, cacheRead: 0.25 })
    expect(tiered?.tiers).to.deep.equal([{ above: 271_999, input: 5, output: 22.5, cacheRead: 0.5 }])
    expect((await price('anthropic', 'claude-haiku-5-5'))?.tiers?.[0]).to.include({
      above: 100_000,
      input: 0.5,
    })
  })

  it('is unknown, and never that of a neighbour, where nobody has listed it', async () => {
    const unknown: readonly (readonly [keyof typeof sellers, string])[] = [
      ['anthropic', 'claude-sonnet-5-6'],
      ['bedrock', 'us.anthropic.claude-sonnet-5-5'],
      ['openai', 'gpt-99'],
      ['gateway', 'qwen3-coder:30b'],
      ['gateway', 'gpt-oss-120b'],
      ['openrouter', 'openrouter/auto'],
    ]
    for (const [name, model] of unknown) {
      expect(await price(name, model), `${name}:${model}`).to.equal(undefined)
    }
    expect(await pricesFrom()({ name: 'mine' }, 'my-model')).to.equal(undefined)
  })

  it('is zero on this machine by name and not by default', async () => {
    const find = pricesFrom()
    const ollama = { name: 'ollama', provider: 'ollama', address: 'http://127.0.0.1:11434/v1' }
    expect(await find(ollama, 'qwen3-coder:30b')).to.include({
      input: 0,
      output: 0,
      source: 'runs on this machine',
    })
    const vllm = { name: 'mine', provider: 'vllm', address: 'http://localhost:8000/v1' }
    expect(await find(vllm, 'any')).to.include({ input: 0 })
    for (const name of ['demo', 'sim'])
      expect(await find({ name, provider: name, address: 'no network' }, 'a')).to.include({
        input: 0,
      })
    // Of Ollama's own cloud, of a machine elsewhere, and of a gateway that happens to be here.
    expect(await find(ollama, 'qwen3-coder:480b-cloud')).to.equal(undefined)
    expect(await find({ ...ollama, address: 'http://gpu.example:11434/v1' }, 'qwen3')).to.equal(undefined)
    expect(await find({ name: 'proxy', address: 'http://127.0.0.1:4000/v1' }, 'qwen3')).to.equal(undefined)
  })

  it('says where a gateway that is not known has it from', async () => {
    expect((await price('gateway', 'gpt-5.1'))?.source).to.match(/list price of openai$/)
    expect((await price('openai', 'gpt-5.1'))?.source).to.equal(packageOfPrices.source)
  })

  it('is what the configuration says, before all else', async () => {
    const find = pricesFrom({
      'gpt-*': { price: { input: 9, output: 9, source: 'our contract', date: '2026-11-01' } },
      'gateway:*': { price: { input: 1, output: 1 } },
    })
    expect(await find(seller('openai'), 'gpt-5.1')).to.include({ input: 9, source: 'our contract' })
    expect(await find(seller('gateway'), 'qwen3')).to.include({ input: 1, source: 'the configuration' })
    expect(await find(seller('anthropic'), 'claude-opus-5-5')).to.include({ input: 4 })
  })
})

describe('the sources of prices', () => {
  it('are those that are installed', () => {
    const text = readFileSync('node_modules/@pydantic/genai-prices/package.json', 'utf8')
    const { name, version } = JSON.parse(text) as { readonly name: string; readonly version: string }
    expect(packageOfPrices.source).to.equal(`${name} ${version}`)
  })

  it('have a day', () => {
    for (const { date, source } of [...priceList, packageOfPrices]) {
      expect(date).to.match(/^\d{4}-\d\d-\d\d$/)
      expect(source).not.to.equal('')
    }
  })
})

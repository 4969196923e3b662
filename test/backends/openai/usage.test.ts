import { expect } from 'chai'
import fc from 'fast-check'
import { promptTokens, type Usage } from '../../../src/anthropic/message.ts'
import type { ChatUsage } from '../../../src/backends/openai/types.ts'
import { isCounted, usageOf } from '../../../src/backends/openai/usage.ts'

/** The counters that a client adds up, in the order input, read, written, output. */
const counters = (usage: Usage): readonly unknown[] => [
  usage.input_tokens,
  usage.cache_read_input_tokens,
  usage.cache_creation_input_tokens,
  usage.output_tokens,
]

describe('usage of a host', () => {
  it('case 93: counts what came from a cache apart from the input', () => {
    const usage = usageOf({
      prompt_tokens: 1000,
      completion_tokens: 50,
      total_tokens: 1050,
      prompt_tokens_details: { cached_tokens: 900 },
      completion_tokens_details: { reasoning_tokens: 30 },
    })
    expect(usage).to.deep.include({ input_tokens: 100, cache_read_input_tokens: 900, output_tokens: 50 })
    expect(usage.output_tokens_details).to.deep.equal({ thinking_tokens: 30 })
  })

  const hosts: readonly (readonly [string, ChatUsage, readonly number[]])[] = [
    ['OpenAI without a cache', { prompt_tokens: 12, completion_tokens: 7, total_tokens: 19 }, [12, 0, 0, 7]],
    ['DeepSeek', { prompt_tokens: 100, completion_tokens: 7, prompt_cache_hit_tokens: 64 }, [36, 64, 0, 7]],
    [
      'OpenRouter with a written cache',
      {
        prompt_tokens: 100,
        completion_tokens: 7,
        prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 30 },
      },
      [10, 60, 30, 7],
    ],
    [
      'a gateway in Anthropic’s words',
      { prompt_tokens: 100, completion_tokens: 7, cache_read_input_tokens: 50, cache_creation_tokens: 20 },
      [30, 50, 20, 7],
    ],
    [
      'Gemini, whose completion leaves the thoughts out',
      { prompt_tokens: 100, completion_tokens: 7, total_tokens: 150 },
      [100, 0, 0, 50],
    ],
    [
      'a host that caches more than it was sent',
      { prompt_tokens: 10, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 64 } },
      [0, 64, 0, 7],
    ],
    [
      'a host that fills every field with null',
      {
        prompt_tokens: 12,
        completion_tokens: 7,
        total_tokens: null,
        prompt_tokens_details: null,
        completion_tokens_details: null,
        prompt_cache_hit_tokens: null,
      },
      [12, 0, 0, 7],
    ],
    ['a host that counts the prompt alone', { prompt_tokens: 12 }, [12, 0, 0, 0]],
  ]
  for (const [host, usage, expected] of hosts) {
    it(`of ${host} comes in Anthropic’s terms`, () => {
      expect(counters(usageOf(usage))).to.deep.equal(expected)
    })
  }

  it('ignores numbers that cannot be counts', () => {
    const odd = { prompt_tokens: -5, completion_tokens: 2.5, total_tokens: '9' } as unknown as ChatUsage
    expect(counters(usageOf(odd))).to.deep.equal([0, 0, 0, 0])
    for (const reasoning_tokens of [-1, 1.5, null, '3' as unknown as number]) {
      const usage = usageOf({ completion_tokens_details: { reasoning_tokens } })
      expect(usage.output_tokens_details, String(reasoning_tokens)).to.equal(null)
    }
  })

  it('is none where a host counts nothing in it', () => {
    expect([null, undefined, {}, { prompt_tokens: 0, completion_tokens: 0 }].some(isCounted)).to.equal(false)
    expect([{ prompt_tokens: 3 }, { completion_tokens: 3 }].every(isCounted)).to.equal(true)
  })

  it('has every field that the current SDK declares', () => {
    expect(usageOf({})).to.have.all.keys(
      'input_tokens',
      'output_tokens',
      'cache_creation_input_tokens',
      'cache_read_input_tokens',
      'cache_creation',
      'server_tool_use',
      'service_tier',
      'inference_geo',
      'speed',
      'output_tokens_details',
    )
  })

  it('adds up to the prompt wherever the cache is a part of it', () => {
    const prompt = fc.tuple(fc.nat(), fc.nat(), fc.nat())
    fc.assert(
      fc.property(prompt, fc.nat(), ([fresh, read, written], output) => {
        const usage = usageOf({
          prompt_tokens: fresh + read + written,
          completion_tokens: output,
          prompt_tokens_details: { cached_tokens: read, cache_write_tokens: written },
        })
        expect(counters(usage)).to.deep.equal([fresh, read, written, output])
        expect(promptTokens(usage)).to.equal(fresh + read + written)
      }),
    )
  })
})

import { expect } from 'chai'
import { overflowMessage } from '../../../src/backends/shared/overflow.ts'

const said = (message: string, code = ''): string | undefined => overflowMessage({ message, code })

/** The forms on which Claude Code acts: it compacts, or asks for fewer tokens. */
const tooLong = /prompt is too long: (\d+) tokens > (\d+) maximum/
const tooMuch = /input length and `max_tokens` exceed context limit: (\d+) \+ (\d+) > (\d+)/

const openAi = "This model's maximum context length is 128000 tokens. However,"

describe('a prompt that is too long', () => {
  const prompts: readonly (readonly [host: string, message: string, input: number, limit: number])[] = [
    [
      'OpenAI',
      `${openAi} your messages resulted in 130000 tokens. Please reduce the length of the messages.`,
      130_000,
      128_000,
    ],
    [
      'Cohere',
      'too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5000. Try using a shorter prompt, or enabling prompt truncating.',
      5_000,
      4_081,
    ],
    [
      'OpenAI with tools',
      `${openAi} your messages resulted in 128500 tokens (127500 in the messages, 1000 in the functions).`,
      128_500,
      128_000,
    ],
    [
      'vLLM',
      `${openAi} you requested 140000 tokens (131808 in the messages, 8192 in the completion).`,
      131_808,
      128_000,
    ],
    [
      'a newer vLLM',
      `${openAi} your request has 131000 input tokens. Please reduce the length of the input messages.`,
      131_000,
      128_000,
    ],
    [
      'the newest vLLM',
      "You passed 5000 input tokens and requested 100 output tokens. However, the model's context length is only 4096 tokens, resulting in a maximum input length of 3996 tokens.",
      5000,
      4096,
    ],
    [
      'OpenRouter',
      "This endpoint's maximum context length is 131072 tokens. However, you requested about 150000 tokens (130000 of text input, 12000 of tool input, 8000 in the output).",
      142_000,
      131_072,
    ],
    [
      'Gemini',
      'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      1_200_000,
      1_048_576,
    ],
    [
      'llama.cpp',
      'request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it',
      5000,
      4096,
    ],
    [
      'LM Studio',
      'Trying to keep the first 4500 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.',
      4500,
      4096,
    ],
    [
      'SGLang',
      "The input (5000 tokens) is longer than the model's context length (4096 tokens).",
      5000,
      4096,
    ],
    [
      'SGLang with a completion',
      "Requested token count exceeds the model's maximum context length of 4096 tokens. You requested a total of 5000 tokens: 4500 tokens from the input messages and 500 tokens for the completion.",
      4500,
      4096,
    ],
    [
      'xAI',
      "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
      537_812,
      131_072,
    ],
    [
      'Mistral',
      'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
      40_000,
      32_768,
    ],
    [
      'Kimi',
      'Invalid request: Your request exceeded model token limit: 262144 (requested: 291351)',
      291_351,
      262_144,
    ],
    ['Copilot', 'prompt token count of 5000 exceeds the limit of 4096', 5000, 4096],
    [
      'DeepSeek’s own server',
      'Prompt has 32,769 tokens, but the configured context size is 32,768 tokens',
      32_769,
      32_768,
    ],
    [
      'Hugging Face',
      'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 9000 `inputs` tokens and 512 `max_new_tokens`',
      9000,
      8193,
    ],
    [
      'Anthropic behind a gateway',
      'litellm.BadRequestError: prompt is too long: 210000 tokens > 200000 maximum',
      210_000,
      200_000,
    ],
  ]
  for (const [host, message, input, limit] of prompts) {
    it(`case 111: of ${host} is told with its numbers`, () => {
      expect(
        tooLong
          .exec(said(message) ?? '')
          ?.slice(1)
          .map(Number),
      ).to.deep.equal([input, limit])
    })
  }

  const bare: readonly (readonly [string, string, string?])[] = [
    [
      'OpenAI',
      'Your input exceeds the context window of this model. Please adjust your input and try again.',
    ],
    ['an older llama.cpp', 'the request exceeds the available context size. try increasing the context size'],
    ['Ollama', 'prompt too long; exceeded max context length by 500 tokens'],
    ['LM Studio', 'The number of tokens to keep from the initial prompt is greater than the context length.'],
    ['Bedrock', 'Input is too long for requested model.'],
    ['Groq', 'Please reduce the length of the messages or completion.', 'context_length_exceeded'],
    ['DashScope', 'InternalError.Algo.InvalidParameter: Range of input length should be [1, 129024]'],
    ['MiniMax', 'invalid params, context window exceeds limit'],
    ['GLM', 'Prompt exceeds max length'],
    ['a host that says it by its code', 'Too much.', 'context_length_exceeded'],
  ]
  for (const [host, message, code] of bare) {
    it(`case 111: of ${host} is told in its words where it gives no numbers`, () => {
      expect(said(message, code)).to.equal(`prompt is too long: ${message}`)
    })
  }

  const sums: readonly (readonly [host: string, message: string, numbers: readonly number[]])[] = [
    [
      'OpenAI and older vLLM',
      "This model's maximum context length is 65536 tokens. However, you requested 66434 tokens (58242 in the messages, 8192 in the completion).",
      [58_242, 8192, 65_536],
    ],
    [
      'OpenAI with tools',
      `${openAi} you requested 138,000 tokens (10,000 in the messages, 20,000 in the functions, and 108,000 in the completion).`,
      [30_000, 108_000, 128_000],
    ],
    [
      'vLLM',
      "'max_tokens' or 'max_completion_tokens' is too large: 2000. This model's maximum context length is 4096 tokens and your request has 2104 input tokens (2000 > 4096 - 2104).",
      [2104, 2000, 4096],
    ],
    [
      'a newer vLLM',
      "This model's maximum context length is 2048 tokens. However, your request has 8 input tokens plus 2045 'max_tokens'. Please reduce one or the other.",
      [8, 2045, 2048],
    ],
    [
      'OpenRouter',
      "This endpoint's maximum context length is 131072 tokens. However, you requested about 132463 tokens (1463 of text input, 131000 in the output).",
      [1463, 131_000, 131_072],
    ],
    [
      'SGLang',
      "Requested token count exceeds the model's maximum context length of 4096 tokens. You requested a total of 5000 tokens: 3500 tokens from the input messages and 1500 tokens for the completion.",
      [3500, 1500, 4096],
    ],
  ]
  for (const [host, message, numbers] of sums) {
    it(`case 112: of ${host} asks for fewer tokens where the prompt alone would fit`, () => {
      expect(
        tooMuch
          .exec(said(message) ?? '')
          ?.slice(1)
          .map(Number),
      ).to.deep.equal(numbers)
    })
  }

  it('never says of a prompt that fits that it is too long by numbers', () => {
    expect(said(`${openAi} you requested 100 tokens.`)).not.to.match(tooLong)
  })

  const others = [
    'max_tokens is too large: 128000. This model supports at most 16384 completion tokens.',
    'Rate limit reached: Limit 30000, Requested 40000 tokens per min.',
    'Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 40000.',
    "Unsupported value: 'temperature' does not support 0.2 with this model.",
    'Invalid schema for function: context must be an object',
    'string too long. Expected a string with maximum length 64, but got a string with length 80 instead.',
    '',
  ]
  for (const message of others) {
    it(`is not meant by "${message.slice(0, 50)}"`, () => {
      expect(said(message)).to.equal(undefined)
    })
  }
})

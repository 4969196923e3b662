/** Too long a prompt, as each host says it, in the words that make Claude Code compact or ask for less. */

/** Sources: the hosts' own messages as seen in their issue trackers, 2026-11. */
const overflows = [
  // OpenAI, OpenRouter, vLLM, DeepSeek, Mistral, xAI.
  'max(imum)? (context|prompt|model) length',
  // OpenAI, LM Studio, llama.cpp, MiniMax.
  'exceed\\w* .*context (length|window|size)',
  'context[ _](length|window|size)[ _](exceed|is only|of only)',
  'greater than the context length',
  // SGLang and Together.
  "longer than the model's context length",
  // Gemini and Copilot.
  'token count .*exceeds the (maximum|limit)',
  // Anthropic, Ollama and Bedrock.
  'prompt (is )?too long',
  'input is too long',
  // Groq.
  'reduce the length of the messages',
  // Kimi, DashScope, GLM, and servers of Hugging Face.
  'exceeded model token limit',
  'range of input length should be',
  'prompt exceeds max length',
  'tokens.* must be <= .*given:',
  'configured context size',
  // Cohere.
  'too many tokens.* cannot exceed',
]
const overflow = new RegExp(overflows.join('|'), 'i')

const limits = [
  /max(?:imum)? (?:context|prompt|model) length\D{0,20}([\d,]+)/i,
  /maximum number of tokens allowed\D{0,5}([\d,]+)/i,
  /([\d,]+) maximum context length/i,
  /prompt cannot exceed ([\d,]+)/i,
  /context (?:length|size|window)\D{0,20}([\d,]+)/i,
  /(?:token limit:|limit of|input length should be \[\d+,|must be <=) ?([\d,]+)/i,
]
// OpenAI and OpenRouter count the tools apart from the messages, and Claude Code always sends some.
const inputParts =
  /([\d,]+) (?:in the (?:messages|functions)|in your prompt|of (?:text|tool|image) input|tokens from the input messages)/gi
const inputs = [/(?:has|passed) ([\d,]+) input tokens/i, /given: ([\d,]+) `inputs` tokens/i]
const outputs = [
  /([\d,]+) (?:tokens )?(?:in|for) the (?:completion|output)/i,
  /tokens'? is too large: ([\d,]+)/i,
  /plus ([\d,]+) '?max_/i,
  /requested ([\d,]+) output tokens/i,
]
const totals = [
  /(?:resulted in|requested:?(?: about| a total of)?|token count(?: of)?|contains?|prompt has|request|input|received|keep the first) \(?([\d,]+)/i,
]

export interface HostWords {
  readonly message: string
  readonly code: string
}

/** Undefined where it is something else that the host says. */
export function overflowMessage({ message, code }: HostWords): string | undefined {
  const own = /prompt is too long: \d+ tokens > \d+ maximum/i.exec(message)?.[0]
  if (own) return own
  if (code !== 'context_length_exceeded' && !overflow.test(message)) return undefined
  const limit = firstNumber(message, limits)
  const output = firstNumber(message, outputs)
  const input = sum(message) ?? firstNumber(message, inputs)
  if (limit !== undefined && input !== undefined && output !== undefined && input <= limit) {
    return `input length and \`max_tokens\` exceed context limit: ${input} + ${output} > ${limit}, decrease input length or \`max_tokens\` and try again`
  }
  const asked = input ?? firstNumber(message, totals)
  return limit !== undefined && asked !== undefined && asked > limit
    ? `prompt is too long: ${asked} tokens > ${limit} maximum`
    : `prompt is too long: ${message}`
}

function firstNumber(text: string, patterns: readonly RegExp[]): number | undefined {
  const found = patterns.map(pattern => pattern.exec(text)?.[1]).find(digits => digits !== undefined)
  return found === undefined ? undefined : numberOf(found)
}

function sum(text: string): number | undefined {
  const found = [...text.matchAll(inputParts)].map(([, digits = '']) => numberOf(digits))
  return found.length === 0 ? undefined : found.reduce((one, other) => one + other)
}

const numberOf = (digits: string): number => Number(digits.replaceAll(',', ''))
